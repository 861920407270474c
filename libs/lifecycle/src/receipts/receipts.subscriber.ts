import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Subscriptions } from '@app/jobs';
import { Receipts } from './receipts.js';

const About = z.object({ eventId: z.uuid() });

@Injectable()
export class ReceiptsSubscriber {
  constructor(subscriptions: Subscriptions, receipts: Receipts) {
    subscriptions.on('person.left', 'receipts.leaver', (tx, payload) =>
      receipts.make(tx, 'leaver', About.parse(payload).eventId),
    );
    subscriptions.on('person.access-shifted', 'receipts.difference', (tx, payload) =>
      receipts.make(tx, 'difference', About.parse(payload).eventId),
    );
  }
}
