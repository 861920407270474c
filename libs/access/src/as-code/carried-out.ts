import type { AccessFacts, AgentGrantFacts, AssignmentFacts, ProfileGrantFacts, ToolFacts } from '../core/facts.js';
import type { Change } from './difference.js';
import type { Term, WantedGrant } from './wanted.js';

export type CarryingOut = Readonly<{
  at: Date;
  newId: () => string;
  /** Ids of the people who would hold a profile by a rule. */
  heldBy: (change: Extract<Change, { change: 'rule-made' }>) => readonly string[];
}>;

/** The facts as they would be after the changes. */
export function carriedOut(facts: AccessFacts, changes: readonly Change[], how: CarryingOut): AccessFacts {
  return changes.reduce((now, change) => afterOne(now, change, how), facts);
}

function afterOne(facts: AccessFacts, change: Change, how: CarryingOut): AccessFacts {
  const without = <Row extends { id: string }>(rows: readonly Row[], ids: readonly string[]): Row[] =>
    rows.filter(({ id }) => !ids.includes(id));
  switch (change.change) {
    case 'server-described': {
      const { id, environment, classification, tags } = change.server;
      const servers = facts.servers.map((was) =>
        was.id === id ? over(was, { environment, classification, tags }) : was,
      );
      return { ...facts, servers };
    }
    case 'tool-described': {
      const { id, tags, risk } = change.tool;
      return { ...facts, tools: facts.tools.map((was) => (was.id === id ? over(was, { tags, risk }) : was)) };
    }
    case 'variant-made': {
      const { id, name, of } = change.variant;
      const base = facts.tools.find((tool) => tool.id === of);
      if (!base) return facts;
      const variant: ToolFacts = { ...base, id, name, variantOf: of, approvedHash: id, acceptedHashes: [id] };
      return { ...facts, tools: [...without(facts.tools, [id]), variant] };
    }
    case 'profile-granted': {
      const begun = change.begin.map((grant): ProfileGrantFacts => {
        return {
          ...granted(grant, facts, how),
          ...span({ from: null, to: null }, how.at),
          profileId: change.profile.id,
        };
      });
      return {
        ...facts,
        profileGrants: [
          ...without(
            facts.profileGrants,
            change.end.map(({ id }) => id),
          ),
          ...begun,
        ],
      };
    }
    case 'assigned': {
      const { profileId, assignment } = change;
      const { personId, groupId } = assignment;
      const row = { id: how.newId(), profileId, personId, groupId, ruleId: null, ...span(assignment, how.at) };
      return { ...facts, assignments: [...facts.assignments, row] };
    }
    case 'assignment-ended':
      return { ...facts, assignments: without(facts.assignments, [change.assignment.id]) };
    case 'rule-made': {
      const rows = how.heldBy(change).map((personId): AssignmentFacts => {
        const ruleId = `rule ${change.rule.name}`;
        const { profileId } = change;
        return {
          id: how.newId(),
          profileId,
          personId,
          groupId: null,
          ruleId,
          ...span({ from: null, to: null }, how.at),
        };
      });
      return { ...facts, assignments: [...facts.assignments, ...rows] };
    }
    case 'rule-ended':
      return { ...facts, assignments: facts.assignments.filter(({ ruleId }) => ruleId !== change.ruleId) };
    case 'agent-tagged': {
      const { tags } = change;
      return { ...facts, agents: facts.agents.map((was) => (was.id === change.agent.id ? { ...was, tags } : was)) };
    }
    case 'agent-granted': {
      const { agent, grant } = change;
      const row: AgentGrantFacts = {
        ...granted(grant, facts, how),
        ...span(grant, how.at),
        agentId: agent.id,
        profileId: grant.profileId,
      };
      return { ...facts, agentGrants: [...facts.agentGrants, row] };
    }
    case 'agent-grant-ended':
      return { ...facts, agentGrants: without(facts.agentGrants, [change.grant.id]) };
    case 'profile-made':
    case 'profile-described':
      return facts;
  }
}

function granted(grant: WantedGrant, { tools }: AccessFacts, { newId }: CarryingOut) {
  const definitionHash = tools.find(({ id }) => id === grant.toolId)?.approvedHash ?? null;
  const { toolId, pattern, effect, condition, budget, obligations } = grant;
  return { id: newId(), toolId, pattern, effect, condition, budget, obligations, definitionHash };
}

const span = ({ from, to }: Term, at: Date) => ({ validFrom: from !== null && from > at ? from : at, validTo: to });

/** What is undefined stays as it was. */
function over<Row extends object>(row: Row, said: { [Key in keyof Row]?: Row[Key] | undefined }): Row {
  return { ...row, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}
