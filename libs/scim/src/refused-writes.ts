import { Injectable, Logger } from '@nestjs/common';
import type { Actor, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { PersonRow, type SourceRow, isId } from '@app/directory';
import { saysInactive } from './core/leaver-said.js';

/** `route` is a pattern, and `id` what stands for its `:id`; `body` is whatever was sent. */
export type RefusedWrite = Readonly<{ method: string; route: string; id?: string; body: unknown }>;

/**
 * The ledger's memory of the writes of providers that were not taken. The refused work was rolled back, the fact of the
 * attempt is kept. When it would have ended somebody's right to act, that person may still be active: administrators
 * are told in the same transaction.
 */
@Injectable()
export class RefusedWrites {
  private readonly logger = new Logger(RefusedWrites.name);

  constructor(private readonly db: Db) {}

  /** The refusal stands whether or not it can be recorded. */
  async record(actor: Actor, source: SourceRow, write: RefusedWrite, { code }: Refusal): Promise<void> {
    const requestId = actor.request?.id ?? '';
    const detail = { code, method: write.method, route: write.route, requestId };
    const isLeaver = code !== 'person.unknown' && concernsPeople(write) && saysInactive(write.body);
    await this.db
      .write(actor, async (tx) => {
        tx.record({ action: 'request.refused', subject: source.id, detail });
        if (!isLeaver) return;
        const personId = await personOf(tx, source, write);
        tx.record({ action: 'scim.leaver-refused', subject: personId ?? source.id, detail: { ...detail, personId } });
        const data = { sourceId: source.id, personId, code };
        tx.send({ topic: 'notify', payload: { template: 'scim.leaver-refused', to: { role: 'admin' }, data } });
      })
      .catch((cause: unknown) => this.logger.error(`a refusal was not recorded (request ${requestId})`, cause));
  }
}

/** Null when the request does not name one of the source's own people: it was a POST, or Bulk as a whole. */
async function personOf(tx: Tx, source: SourceRow, { id }: RefusedWrite): Promise<string | null> {
  if (id === undefined || !isId(id)) return null;
  return (await tx.existsBy(PersonRow, { id, sourceId: source.id })) ? id : null;
}

const concernsPeople = ({ method, route }: RefusedWrite): boolean =>
  method !== 'DELETE' && /^\/scim\/v2\/(Users|Bulk)\b/.test(route);
