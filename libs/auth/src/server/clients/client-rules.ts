import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Clock, Refusal, nameOf, newId } from '@app/kernel';
import { Db, type Tx, type WriteTx, insertUnlessTaken } from '@app/database';
import { type JudgedClient, mayRead, redirectTarget, ruleFor } from '../../core/client-rule.js';
import { ClientRuleRow } from './client-rule.row.js';

export type NewClientRule = Readonly<
  Pick<ClientRuleRow, 'kind' | 'value' | 'effect' | 'blueprintId' | 'requiresApproval'>
>;

/** Which OAuth clients people may connect: nobody, until a rule allows it. */
@Injectable()
export class ClientRules {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** The rule on whose terms the client may connect; null: it may not. */
  async judge(tx: Tx, client: JudgedClient & Readonly<{ name?: string | undefined }>): Promise<ClientRuleRow | null> {
    return ruleFor(client, await tx.findBy(ClientRuleRow, { endedAt: IsNull() }));
  }

  /** Whether the document of a client may be read; known of it is its address only. */
  async mayRead(tx: Tx, clientId: string): Promise<boolean> {
    return mayRead(clientId, await tx.findBy(ClientRuleRow, { endedAt: IsNull() }));
  }

  /** @throws Refusal client-rule.invalid, client-rule.exists */
  make(actor: Actor, wanted: NewClientRule): Promise<ClientRuleRow> {
    return this.db.write(actor, (tx) => this.add(tx, wanted));
  }

  /** As `make`, in the caller's write. @throws Refusal client-rule.invalid, client-rule.exists */
  async add(
    tx: WriteTx,
    { kind, value, effect, blueprintId, requiresApproval }: NewClientRule,
  ): Promise<ClientRuleRow> {
    const said = written(kind, value);
    if (blueprintId !== null) {
      const live = await tx.query<object[]>('SELECT FROM blueprint WHERE id = $1 AND ended_at IS NULL', [blueprintId]);
      if (live.length === 0) throw new Refusal('client-rule.invalid', 'no such blueprint');
    }
    const terms = { kind, value: said, effect, blueprintId, requiresApproval };
    const made = { createdBy: nameOf(tx.actor), createdAt: this.clock.now(), endedAt: null };
    const rule = await insertUnlessTaken(tx, ClientRuleRow, { id: newId(), ...terms, ...made });
    if (!rule) throw new Refusal('client-rule.exists', said);
    tx.record({ action: 'client-rule.made', subject: rule.id, detail: terms });
    return rule;
  }

  /** @throws Refusal client-rule.unknown, also for one that has ended */
  end(actor: Actor, id: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const ended = await tx.update(ClientRuleRow, { id, endedAt: IsNull() }, { endedAt: this.clock.now() });
      if (ended.affected !== 1) throw new Refusal('client-rule.unknown');
      tx.record({ action: 'client-rule.ended', subject: id });
    });
  }

  /** Oldest first, those that have ended included. */
  list(actor: Actor): Promise<ClientRuleRow[]> {
    return this.db.read(actor, (tx) => tx.find(ClientRuleRow, { order: { createdAt: 'ASC', id: 'ASC' } }));
  }
}

/** The value as rules are compared by it. @throws Refusal client-rule.invalid */
function written(kind: ClientRuleRow['kind'], value: string): string {
  if (kind === 'client_id') return value;
  if (kind === 'redirect_host' && value.endsWith(':')) {
    if (redirectTarget(`${value.toLowerCase()}//x`) === value.toLowerCase()) return value.toLowerCase();
    throw new Refusal('client-rule.invalid', value);
  }
  const bare = URL.canParse(`https://${value}/`) ? new URL(`https://${value}/`) : undefined;
  // what is not the same afterwards had a port, a path or a user in it
  if (bare?.href !== `https://${bare?.hostname}/` || bare.hostname === '')
    throw new Refusal('client-rule.invalid', value);
  const host = bare.hostname;
  // a rule for a whole top-level domain would be a rule for everybody; `localhost` is a place to redirect to
  const isNarrow = kind === 'cimd_domain' ? /^(?!\d+\.)[^.]+(\.[^.]+)+$/.test(host) : true;
  if (!isNarrow) throw new Refusal('client-rule.invalid', value);
  return redirectTarget(`https://${host}/`) ?? host;
}
