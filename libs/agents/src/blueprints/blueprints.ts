import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type WriteTx } from '@app/database';
import { unlessTaken } from '@app/directory';
import { Fence } from '@app/fence';
import { BlueprintRow } from './blueprint.row.js';
import type { Blueprint } from '../core/blueprint.js';

export type ListedBlueprint = BlueprintRow & { agents: number };

/** Classes of agents: what their agents are unless they say otherwise, and what they cannot get beyond. */
@Injectable()
export class Blueprints {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /** @throws Refusal blueprint.name-taken, profile.unknown */
  create(actor: Actor, wanted: Blueprint): Promise<BlueprintRow> {
    return this.db.write(actor, async (tx) => {
      await refuseUnknownProfile(tx, wanted.ceilingProfileId);
      const given = { ...wanted, id: newId(), createdAt: this.clock.now(), endedAt: null };
      const blueprint = await insertUnlessTaken(tx, BlueprintRow, given);
      if (!blueprint) throw new Refusal('blueprint.name-taken');
      const { id: subject, name } = blueprint;
      tx.record({ action: 'blueprint.created', subject, detail: limitsOf(wanted), personal: { name } });
      return blueprint;
    });
  }

  /**
   * Other limits from now on. Terms and keys that agents have already run on; a ceiling binds every agent at once.
   * @throws Refusal blueprint.unknown, blueprint.in-use, blueprint.name-taken, profile.unknown
   */
  change(actor: Actor, id: string, wanted: Blueprint): Promise<BlueprintRow> {
    return this.db.write(actor, async (tx) => {
      const blueprint = await locked(tx, id);
      await refuseUnknownProfile(tx, wanted.ceilingProfileId);
      const agents = await tx.query<unknown[]>(`SELECT 1 FROM agent WHERE blueprint_id = $1 LIMIT 1`, [id]);
      const other = wanted.kind !== blueprint.kind || wanted.environment !== blueprint.environment;
      if (agents.length > 0 && other) throw new Refusal('blueprint.in-use');
      await unlessTaken(tx.update(BlueprintRow, { id }, wanted), { blueprint_name: 'blueprint.name-taken' });
      const personal = { name: wanted.name };
      tx.record({ action: 'blueprint.changed', subject: id, detail: limitsOf(wanted), personal });
      await this.fence.touch(tx, [id]);
      return Object.assign(blueprint, wanted);
    });
  }

  /** No agent is made from it any more; it goes on binding those there are. @throws Refusal blueprint.unknown */
  end(actor: Actor, id: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      await locked(tx, id);
      await tx.update(BlueprintRow, { id }, { endedAt: this.clock.now() });
      tx.record({ action: 'blueprint.ended', subject: id });
    });
  }

  /** Ended ones included, with how many agents each binds. */
  list(actor: Actor): Promise<ListedBlueprint[]> {
    return this.db.read(actor, async (tx) => {
      const blueprints = await tx.find(BlueprintRow, { order: { name: 'ASC', id: 'ASC' } });
      const counts = await tx.query<{ id: string; agents: number }[]>(
        `SELECT blueprint_id AS id, count(*)::int AS agents FROM agent
         WHERE blueprint_id IS NOT NULL AND state <> 'retired' GROUP BY 1`,
      );
      const of = new Map(counts.map(({ id, agents }) => [id, agents]));
      return blueprints.map((blueprint) => Object.assign(blueprint, { agents: of.get(blueprint.id) ?? 0 }));
    });
  }
}

/** Held alone: whoever makes an agent under it at this moment comes before or after. */
async function locked(tx: WriteTx, id: string): Promise<BlueprintRow> {
  const blueprint = await tx.findOne(BlueprintRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!blueprint || blueprint.endedAt !== null) throw new Refusal('blueprint.unknown');
  return blueprint;
}

async function refuseUnknownProfile(tx: WriteTx, id: string | null): Promise<void> {
  if (id === null) return;
  const [found] = await tx.query<unknown[]>('SELECT 1 FROM access_profile WHERE id = $1', [id]);
  if (!found) throw new Refusal('profile.unknown');
}

function limitsOf(blueprint: Blueprint): Omit<Blueprint, 'name'> {
  const { kind, environment, maxTermDays, reviewEveryDays, dormantAfterDays, maxCredentialDays } = blueprint;
  const { ceilingProfileId, requiresApproval, requiresDeputy } = blueprint;
  const days = { maxTermDays, reviewEveryDays, dormantAfterDays, maxCredentialDays };
  return { kind, environment, ...days, ceilingProfileId, requiresApproval, requiresDeputy };
}
