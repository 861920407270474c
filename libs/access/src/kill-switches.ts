import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Agents, KillSwitchRow, type KillTarget, liftSwitch, pullSwitch } from '@app/agents';
import { ServerRow, ToolRow } from '@app/catalog';
import { Db, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';

/**
 * Stops at once: an agent, all agents of an owner, a server, a tool, a tenant. One call, nobody's approval; when it has
 * returned, no gateway lets a call through that the switch stands in the way of.
 */
@Injectable()
export class KillSwitches {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly fence: Fence,
  ) {}

  /**
   * @returns the switch, which may have been pulled before
   * @throws Refusal agent.unknown, agent.retired, kill-switch.target-unknown
   */
  async pull(actor: Actor, { scope, targetId, reason }: KillTarget & { reason: string }): Promise<KillSwitchRow> {
    const target = { scope, targetId };
    if (scope === 'agent') await this.agents.kill(actor, targetId, reason);
    else await this.db.write(actor, (tx) => this.stop(tx, target, reason));
    return this.open(actor, target);
  }

  /**
   * Takes back this switch and nothing else.
   * @throws Refusal agent.reason-missing, kill-switch.unknown also for one that was lifted before
   */
  async lift(actor: Actor, id: string, reason: string): Promise<void> {
    if (reason.trim() === '') throw new Refusal('agent.reason-missing');
    const found = await this.db.read(actor, (tx) => tx.findOneBy(KillSwitchRow, { id, liftedAt: IsNull() }));
    if (!found) throw new Refusal('kill-switch.unknown');
    if (found.scope === 'agent') return this.agents.restart(actor, found.targetId, reason);
    await this.db.write(actor, async (tx) => {
      const { scope, targetId } = found;
      if (scope === 'owner') await held(tx, targetId);
      if (!(await liftSwitch(tx, found, reason, this.clock.now()))) throw new Refusal('kill-switch.unknown');
      if (scope === 'owner') {
        const owned = await this.agents.ownedBy(tx, targetId);
        await this.agents.clearCause(
          tx,
          owned.map((agent) => agent.id),
          'owner_killed',
        );
      }
      await this.fence.touch(tx, [targetId]);
    });
  }

  /** Newest first; those that are open, or all. */
  list(actor: Actor, { all = false } = {}): Promise<KillSwitchRow[]> {
    const where = all ? {} : { liftedAt: IsNull() };
    return this.db.read(actor, (tx) =>
      tx.find(KillSwitchRow, { where, order: { pulledAt: 'DESC', id: 'DESC' }, take: 500 }),
    );
  }

  private async stop(tx: WriteTx, target: KillTarget, reason: string): Promise<void> {
    const { scope, targetId } = target;
    if (!(await this.exists(tx, target))) throw new Refusal('kill-switch.target-unknown');
    const pulled = await pullSwitch(tx, target, reason, this.clock.now());
    if (!pulled) {
      await this.fence.settle(tx);
      return tx.unchanged(undefined);
    }
    if (scope === 'owner') await this.agents.suspendOwnedBy(tx, targetId, 'owner_killed');
    await this.fence.touch(tx, [targetId]);
  }

  private async exists(tx: WriteTx, { scope, targetId: id }: KillTarget): Promise<boolean> {
    if (scope === 'tenant') return id === tx.actor.tenant;
    if (scope === 'owner') return (await held(tx, id)) !== null;
    return scope === 'server' ? tx.existsBy(ServerRow, { id }) : tx.existsBy(ToolRow, { id });
  }

  private open(actor: Actor, target: KillTarget): Promise<KillSwitchRow> {
    return this.db.read(actor, async (tx) => {
      const [newest] = await tx.find(KillSwitchRow, {
        where: { ...target },
        order: { pulledAt: 'DESC', id: 'DESC' },
        take: 1,
      });
      if (!newest) throw new Refusal('kill-switch.unknown');
      return newest;
    });
  }
}

/** Held alone: an agent that is being registered for this owner is seen, or sees the switch. */
const held = (tx: WriteTx, id: string): Promise<PersonRow | null> =>
  tx.findOne(PersonRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
