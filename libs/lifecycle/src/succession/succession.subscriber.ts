import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Subscriptions } from '@app/jobs';
import { Departures } from './departures.js';

const About = z.object({ personId: z.uuid() });

@Injectable()
export class SuccessionSubscriber {
  constructor(subscriptions: Subscriptions, departures: Departures) {
    subscriptions.on('person.left', 'succession.left', (tx, payload) =>
      departures.left(tx, About.parse(payload).personId),
    );
    subscriptions.on('person.returned', 'succession.returned', (tx, payload) =>
      departures.returned(tx, About.parse(payload).personId),
    );
  }
}
