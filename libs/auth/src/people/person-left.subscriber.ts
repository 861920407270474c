import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { type Payload, Subscriptions } from '@app/jobs';
import { OidcRecords } from '../server/records/oidc-records.js';
import { SignInLinkRow } from './sign-in-link.row.js';
import { WebSessionRow } from './web-session.row.js';

const Left = z.object({ personId: z.uuid() });

/** Clears away what a leaver, or a person whom we hold, had open. Nothing depends on it: the fence refuses all of it since the commit. */
@Injectable()
export class PersonLeftSubscriber {
  constructor(
    subscriptions: Subscriptions,
    private readonly fence: Fence,
    private readonly records: OidcRecords,
  ) {
    for (const topic of ['person.left', 'person.held']) {
      subscriptions.on(topic, 'auth.end-sessions', (tx, payload) => this.endSessions(tx, payload));
    }
  }

  /** Messages come late: whoever is back by now keeps what they have opened since; what was before is dead anyway. */
  private async endSessions(tx: WriteTx, payload: Payload): Promise<'done' | 'nothing-to-do'> {
    const { personId } = Left.parse(payload);
    if ((await this.fence.standing(tx, personId))?.status === 'active') return 'nothing-to-do';
    const sessions = (await tx.delete(WebSessionRow, { personId })).affected ?? 0;
    const links = (await tx.delete(SignInLinkRow, { personId })).affected ?? 0;
    const records = await this.records.forget(tx, personId);
    if (sessions + links + records === 0) return 'nothing-to-do';
    tx.record({ action: 'person.sessions-ended', subject: personId, detail: { sessions, links, records } });
    return 'done';
  }
}
