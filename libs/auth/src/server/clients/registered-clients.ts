import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Clock, Refusal, nameOf, newId } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { redirectTarget } from '../../core/client-rule.js';
import { ClientRuleRow } from './client-rule.row.js';
import { ClientRules } from './client-rules.js';
import { RegisteredClientRow } from './registered-client.row.js';

export type NewRegisteredClient = Readonly<
  Pick<RegisteredClientRow, 'name' | 'applicationType' | 'redirectUris'> &
    Pick<ClientRuleRow, 'blueprintId' | 'requiresApproval'>
>;

/** Public clients that an administrator wrote down, for programs that know neither CIMD nor registration. */
@Injectable()
export class RegisteredClients {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly rules: ClientRules,
  ) {}

  /** Makes the client and, in the same write, the rule that allows it. @throws Refusal client.redirect-invalid */
  register(actor: Actor, wanted: NewRegisteredClient): Promise<RegisteredClientRow> {
    const { name, applicationType, redirectUris, blueprintId, requiresApproval } = wanted;
    const unfit = redirectUris.find((uri) => redirectTarget(uri) === null);
    if (unfit !== undefined || redirectUris.length === 0) throw new Refusal('client.redirect-invalid', unfit);
    return this.db.write(actor, async (tx) => {
      const made = { createdBy: nameOf(actor), createdAt: this.clock.now(), endedAt: null };
      const client = tx.create(RegisteredClientRow, { id: newId(), name, applicationType, redirectUris, ...made });
      await tx.insert(RegisteredClientRow, client);
      tx.record({ action: 'client.registered', subject: client.id, detail: { applicationType, redirectUris } });
      await this.rules.add(tx, { kind: 'client_id', value: client.id, effect: 'allow', blueprintId, requiresApproval });
      return client;
    });
  }

  /** No code is given to it and no token refreshed from now on. @throws Refusal client.unknown */
  end(actor: Actor, id: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const endedAt = this.clock.now();
      const ended = await tx.update(RegisteredClientRow, { id, endedAt: IsNull() }, { endedAt });
      if (ended.affected !== 1) throw new Refusal('client.unknown');
      await tx.update(ClientRuleRow, { kind: 'client_id', value: id, endedAt: IsNull() }, { endedAt });
      tx.record({ action: 'client.ended', subject: id });
    });
  }

  /** Oldest first, those that have ended included. */
  list(actor: Actor): Promise<RegisteredClientRow[]> {
    return this.db.read(actor, (tx) => tx.find(RegisteredClientRow, { order: { createdAt: 'ASC', id: 'ASC' } }));
  }

  live(tx: Tx, id: string): Promise<RegisteredClientRow | null> {
    return tx.findOneBy(RegisteredClientRow, { id, endedAt: IsNull() });
  }
}
