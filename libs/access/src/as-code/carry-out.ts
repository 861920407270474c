import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { AgentFacts } from '@app/agents';
import { Approvals, Servers, Tools, type Variant, Variants } from '@app/catalog';
import type { WriteTx } from '@app/database';
import { AgentGrants } from '../grants/agent-grants.js';
import { AssignmentRules } from '../assignments/assignment-rules.js';
import { Profiles } from '../profiles/profiles.js';
import type { Change } from './difference.js';
import type { Term, WantedAgentGrant, WantedGrant } from './wanted.js';

/** The same verbs by which people change these things one by one. */
@Injectable()
export class CarryOut {
  constructor(
    private readonly profiles: Profiles,
    private readonly rules: AssignmentRules,
    private readonly agentGrants: AgentGrants,
    private readonly servers: Servers,
    private readonly tools: Tools,
    private readonly approvals: Approvals,
    private readonly variants: Variants,
    private readonly agentFacts: AgentFacts,
  ) {}

  /** What is said of servers, tools and agents, and safe variants: each in a write of its own. */
  async descriptions(actor: Actor, changes: readonly Change[], reason: string): Promise<void> {
    for (const change of changes) {
      if (change.change === 'server-described') {
        const { id, environment, classification, tags } = change.server;
        const said = {
          ...(environment !== undefined && { environment }),
          ...(classification !== undefined && { classification }),
          ...(tags && { tags }),
        };
        await this.servers.change(actor, id, { ...said, reason });
      } else if (change.change === 'tool-described') {
        const { id, tags, risk, reason: why = reason } = change.tool;
        if (tags) await this.tools.describe(actor, id, { tags, isAdmin: true });
        if (risk !== undefined) await this.approvals.correctRisk(actor, id, { risk, reason: why, isAdmin: true });
      } else if (change.change === 'variant-made') {
        const { of, name, variant } = change.variant;
        await this.variants.create(actor, of, { name, variant: variant as Variant, reason, isAdmin: true });
      } else if (change.change === 'agent-tagged') {
        await this.agentFacts.tag(actor, change.agent.id, change.tags);
      }
    }
  }

  /** All rights, in the caller's write. @returns ids of the rules that are to be settled after it */
  async rights(
    tx: WriteTx,
    changes: readonly Change[],
    { at, reason }: { at: Date; reason: string },
  ): Promise<string[]> {
    const made = new Map<string, string>();
    const idOf = (id: string): string => made.get(id) ?? id;
    const unsettled: string[] = [];
    for (const change of changes) {
      switch (change.change) {
        case 'profile-made': {
          const { id, name, description } = change.profile;
          made.set(id, (await this.profiles.add(tx, name, description)).id);
          break;
        }
        case 'profile-described':
          await this.profiles.redescribe(tx, change.profile.id, { description: change.profile.description ?? '' });
          break;
        case 'profile-granted': {
          const { id, grants = [] } = change.profile;
          const content = { grants: grants.map(grantOf), ifVersion: change.lookedAt, reason };
          await this.profiles.put(tx, idOf(id), content);
          break;
        }
        case 'assigned': {
          const { profileId, assignment } = change;
          const { personId, groupId } = assignment;
          const holder = personId === null ? { groupId: groupId ?? '' } : { personId };
          const terms = { ...validityOf(assignment, at), reason: assignment.reason };
          await this.profiles.hand(tx, idOf(profileId), holder, terms);
          break;
        }
        case 'assignment-ended':
          await this.profiles.takeBack(tx, change.assignment.id, reason);
          break;
        case 'rule-made': {
          const { profileId, rule } = change;
          const { name, condition } = rule;
          unsettled.push((await this.rules.add(tx, { profileId: idOf(profileId), name, condition, reason })).id);
          break;
        }
        case 'rule-ended':
          await this.rules.stop(tx, change.ruleId, reason);
          unsettled.push(change.ruleId);
          break;
        case 'agent-grant-ended':
          await this.agentGrants.end(tx, change.grant.id, reason);
          break;
        case 'agent-granted': {
          const { agent, grant } = change;
          const profileId = grant.profileId === null ? null : idOf(grant.profileId);
          await this.agentGrants.add(tx, { ...grantOf(grant), ...validityOf(grant, at), agentId: agent.id, profileId });
          break;
        }
        case 'server-described':
        case 'tool-described':
        case 'variant-made':
        case 'agent-tagged':
          throw new Refusal('access-file.outrun', change.change);
      }
    }
    return unsettled;
  }

  /** Looks at everybody whom the rules may mean. */
  async settle(actor: Actor, ruleIds: readonly string[]): Promise<void> {
    for (const id of ruleIds) await this.rules.settle(actor, id);
  }
}

const grantOf = ({ toolId, pattern, effect, condition, budget, obligations }: WantedGrant | WantedAgentGrant) => ({
  toolId,
  pattern,
  effect,
  condition,
  budget,
  obligations,
});

/** A beginning that has come is now. */
const validityOf = ({ from, to }: Term, at: Date) => ({
  validFrom: from !== null && from > at ? from : null,
  validTo: to,
});
