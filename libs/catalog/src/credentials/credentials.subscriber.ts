import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Fence } from '@app/fence';
import { Subscriptions } from '@app/jobs';
import { Credentials } from './credentials.js';

const Left = z.object({ personId: z.uuid() });

/** A credential ends with the employment of the person who answers for it. */
@Injectable()
export class CredentialsSubscriber {
  constructor(subscriptions: Subscriptions, fence: Fence, credentials: Credentials) {
    subscriptions.on('person.left', 'catalog.end-credentials', async (tx, payload) => {
      const { personId } = Left.parse(payload);
      // messages come late: whoever is back by now answers for them again
      if ((await fence.standing(tx, personId))?.status === 'active') return 'nothing-to-do';
      return (await credentials.endFor(tx, personId)) ? 'done' : 'nothing-to-do';
    });
  }
}
