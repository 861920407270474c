import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db } from '@app/database';
import { unlessTaken } from '@app/directory';
import { Fence } from '@app/fence';
import { AgentRow } from './agent.row.js';
import { refuseBeyond } from './bounds.js';
import { lockedAgent } from '../life/moves.js';
import { refuseUnfitTechnicalOwner } from './registration.js';

/** What is left out stays as it is. */
export type ChangedFacts = Readonly<
  Partial<Pick<AgentRow, 'name' | 'purpose' | 'environment' | 'model' | 'technicalOwnerId' | 'dormantAfterDays'>>
>;

/** What is said of an agent. Conditions may ask for its environment and its tags, so gateways hear of these. */
@Injectable()
export class AgentFacts {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * @throws Refusal agent.unknown, agent.retired, agent.name-taken, agent.technical-owner-invalid,
   * agent.wider-than-blueprint
   */
  change(actor: Actor, agentId: string, changed: ChangedFacts): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const { technicalOwnerId } = changed;
      if (technicalOwnerId != null) await refuseUnfitTechnicalOwner(tx, technicalOwnerId);
      const agent = await lockedAgent(tx, agentId);
      if (agent.state === 'retired') throw new Refusal('agent.retired');
      const { name, purpose, ...plain } = changed;
      if (Object.keys(changed).length === 0) return tx.unchanged(agent);
      // only what is changed now: a limit that was narrowed since hinders nobody from giving it another name
      await refuseBeyond(tx, agent, plain, this.clock.now());
      await unlessTaken(tx.update(AgentRow, { id: agentId }, changed), { agent_name: 'agent.name-taken' });
      const personal = { ...(name === undefined ? {} : { name }), ...(purpose === undefined ? {} : { purpose }) };
      tx.record({ action: 'agent.described', subject: agentId, detail: plain, personal });
      if (changed.environment !== undefined) await this.fence.touch(tx, [agentId]);
      return Object.assign(agent, changed);
    });
  }

  /**
   * Other tags from now on. Rights may hang on them, so whoever only owns the agent does not choose them.
   * @throws Refusal agent.unknown, agent.retired
   */
  tag(actor: Actor, agentId: string, tags: readonly string[]): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const agent = await lockedAgent(tx, agentId);
      if (agent.state === 'retired') throw new Refusal('agent.retired');
      const wanted = [...new Set(tags)].toSorted();
      if (isDeepStrictEqual(wanted, agent.tags)) {
        await this.fence.settle(tx);
        return tx.unchanged(agent);
      }
      await tx.update(AgentRow, { id: agentId }, { tags: wanted });
      tx.record({ action: 'agent.tagged', subject: agentId, detail: { from: agent.tags, to: wanted } });
      await this.fence.touch(tx, [agentId]);
      return Object.assign(agent, { tags: wanted });
    });
  }
}
