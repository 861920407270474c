import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Actor } from '@app/kernel';
import { AgentRow } from '@app/agents';
import { Db } from '@app/database';
import { PersonRow } from '@app/directory';
import { CALL_INTENT, LedgerLog } from '@app/ledger';
import { type ChainedAgent, type DecisionFacts, decisionOf } from './core/decision.js';

/** A decision with the names that people know; names are those of today, ids those of the moment. */
export type DecisionView = DecisionFacts &
  Readonly<{
    agentName: string;
    ownerName: string;
    onBehalfOfName: string | null;
    agents: readonly NamedAgent[];
  }>;
type NamedAgent = ChainedAgent & Readonly<{ name: string; ownerName: string | null }>;

/** The decisions on tool calls as they happen, read from the ledger: what is shown is what was recorded. */
@Injectable()
export class Decisions {
  constructor(
    private readonly db: Db,
    private readonly log: LedgerLog,
  ) {}

  /** The newest ones, oldest first. */
  latest(actor: Actor, limit: number): Promise<DecisionView[]> {
    return this.read(actor, null, limit);
  }

  /** Those after a ledger index, oldest first, at most 200 at once. */
  since(actor: Actor, seq: number): Promise<DecisionView[]> {
    return this.read(actor, seq, 200);
  }

  private async read(actor: Actor, after: number | null, limit: number): Promise<DecisionView[]> {
    const leaves = await this.log.ofType(actor, CALL_INTENT, after, limit);
    const decisions = leaves.map(decisionOf);
    if (decisions.length === 0) return [];
    return this.db.read(actor, async (tx) => {
      const agents = await tx.findBy(AgentRow, {
        id: In(decisions.flatMap((each) => each.agents.map(({ id }) => id))),
      });
      const ids = decisions.flatMap((each) => [
        each.ownerId,
        each.onBehalfOf,
        ...each.agents.map(({ owner }) => owner),
      ]);
      const people = await tx.findBy(PersonRow, { id: In(ids.filter((id) => id !== null)) });
      const names = new Map([
        ...agents.map(({ id, name }) => [id, name] as const),
        ...people.map(({ id, displayName }) => [id, displayName] as const),
      ]);
      const nameOf = (id: string): string => names.get(id) ?? id;
      return decisions.map((decision) => ({
        ...decision,
        agentName: nameOf(decision.agentId),
        ownerName: nameOf(decision.ownerId),
        agents: decision.agents.map(({ id, owner }) => ({
          id,
          owner,
          name: nameOf(id),
          ownerName: owner === null ? null : nameOf(owner),
        })),
        onBehalfOfName: decision.onBehalfOf ? nameOf(decision.onBehalfOf) : null,
      }));
    });
  }
}
