import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { callers, calls, lookedUp, permits } from '../../../../test/support/access-calls.js';
import { everybody, liveAt } from '../../../../test/support/access-said-again.js';
import { day, monday, worlds } from '../../../../test/support/access-worlds.js';
import { buildIndex } from './access-index.js';
import { decide, needs } from './decide.js';
import { type AccessRequest, type DecisionCode, alone } from './decision.js';
import type { AccessFacts, AgentFacts } from './facts.js';
import { ANY_ARGUMENTS } from './weigh.js';

const runs = { numRuns: 1000 };
vi.setConfig({ testTimeout: 300_000 });
const asked = (min: number, max: number) => fc.array(calls, { minLength: min, maxLength: max });
const permitted = (call: AccessRequest, facts: AccessFacts): boolean => permits(decide(call, facts));

const codes: DecisionCode[] = [
  ...(['allowed', 'held', 'no_grant', 'agent_no_grant', 'owner_no_grant', 'person_no_grant'] as const),
  ...(['condition_unmet', 'step_up_required', 'budget_exhausted', 'denied_by_grant', 'definition_changed'] as const),
  ...(['tool_unavailable', 'server_disabled', 'deputy_missing', 'delegation_missing', 'above_ceiling'] as const),
  ...(['agent_killed', 'owner_killed', 'server_killed', 'tool_killed', 'tenant_killed'] as const),
];

it('index and plain rule agree on every world, to the last step of the path [access.index-agrees]', () => {
  const said = new Map<string, number>();
  fc.assert(
    fc.property(worlds, asked(20, 20), (facts, drawn) => {
      const index = buildIndex(facts, monday);
      for (const call of drawn) {
        const needed = needs(call, facts);
        const one = lookedUp(call, needed);
        const plain = decide(one, facts);
        expect(index.decide(one)).toEqual(plain);
        expect(inOrder(index.needs(call, call))).toEqual(inOrder(needed));
        said.set(plain.code, (said.get(plain.code) ?? 0) + 1);
      }
    }),
    runs,
  );
  // a rule that no world asks is not measured
  expect(codes.filter((code) => !said.has(code))).toEqual([]);
  expect((said.get('allowed') ?? 0) + (said.get('held') ?? 0)).toBeGreaterThan(1500);
});
const inOrder = (needed: ReturnType<typeof needs>) =>
  needed && {
    called: needed.called,
    marks: needed.marks.toSorted(),
    counters: needed.counters.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ key }) => key),
  };

it('the index lists exactly the tools that the plain rule could permit [access.visible] [access.index-agrees]', () => {
  let seen = 0;
  fc.assert(
    fc.property(worlds, fc.array(callers, { minLength: 5, maxLength: 5 }), (facts, whos) => {
      const index = buildIndex(facts, monday);
      for (const who of whos) {
        const listed = index.visible(who, monday).map(({ tool }) => tool.id);
        const could = facts.tools.filter((tool) => {
          const { tenant, name: serverName } = facts.servers.find(({ id }) => id === tool.serverId)!;
          const wanted = { serverName, toolName: tool.name, kind: tool.kind, args: ANY_ARGUMENTS, at: monday };
          return tenant === 't0' && permitted({ ...who, ...wanted }, facts);
        });
        expect(listed.toSorted()).toEqual(could.map(({ id }) => id).toSorted());
        seen += listed.length;
      }
    }),
    runs,
  );
  expect(seen).toBeGreaterThan(1000);
});

/** Does the chain hold, by the words of the rule: everybody known, and a live delegation of the token for every link? */
function holds({ chain: ids, personId, delegations, at: when }: AccessRequest, facts: AccessFacts): boolean {
  const known = new Set(facts.agents.map(({ id }) => id));
  if (ids.length === 0 || everybody(ids, facts).some(({ parentId }) => parentId !== null && !known.has(parentId)))
    return false;
  const live = facts.delegations.filter((d) => delegations.includes(d.id) && liveAt(when)(d));
  return ids.every((id, i) => {
    const from = ids[i + 1];
    if (!known.has(id)) return false;
    if (from === undefined) return personId === null || live.some((d) => d.personId === personId && d.agentId === id);
    const isPart = facts.agents.find((agent) => agent.id === id)?.parentId === from;
    return isPart || live.some((d) => d.fromAgentId === from && d.agentId === id);
  });
}

/** Without what is judged for each side in its own light. */
const unconditional = (facts: AccessFacts): AccessFacts => {
  const bare = { condition: null, budget: null };
  const agentGrants = facts.agentGrants.map((row) => ({ ...row, ...bare }));
  return { ...facts, agentGrants, profileGrants: facts.profileGrants.map((row) => ({ ...row, ...bare })) };
};
const free = { parentId: null, kind: 'autonomous', deputyId: 'person0' } as const;
const whole = { validFrom: day(-9), validTo: null, toolId: null, effect: 'allow', definitionHash: null } as const;
/** A person's own right, seen through an agent that itself may everything. */
const lenses = (['tool', 'prompt'] as const).map((kind) => ({
  ...whole,
  condition: null,
  budget: null,
  obligations: [],
  profileId: null,
  id: `lens-${kind}`,
  agentId: 'lens',
  pattern: { kind, name: '*' },
}));

it('what a chain may is the intersection of what all its sides may alone [access.chain]', () => {
  let allowed = 0;
  fc.assert(
    fc.property(worlds.map(unconditional), asked(10, 10), (facts, asks) => {
      for (const call of asks) {
        const each = everybody(call.chain, facts);
        const lens = (ownerId: string): AgentFacts => ({
          ...facts.agents[0]!,
          ...free,
          id: 'lens',
          ownerId,
          ceilingId: null,
        });
        const sides = [
          ...each.map((agent) => ({ id: agent.id, agent: { ...agent, ...free, deputyId: agent.deputyId } })),
          ...(call.personId === null ? [] : [{ id: 'lens', agent: lens(call.personId) }]),
        ];
        const mayAlone = sides.every(({ id, agent }) => {
          // a switch on an owner stops the agents of that owner, not what others do for the same person
          const kills = id === 'lens' ? facts.kills.filter(({ scope }) => scope !== 'owner') : facts.kills;
          const world = { ...facts, kills, agents: [agent], agentGrants: [...facts.agentGrants, ...lenses] };
          return permitted({ ...call, ...alone(id) }, world);
        });
        const present = call.personId !== null || each.every(({ kind }) => kind !== 'delegated');
        const may = permitted(call, facts);
        expect(may).toBe(holds(call, facts) && mayAlone && present);
        if (may && call.chain.length > 1) allowed += 1;
      }
    }),
    runs,
  );
  expect(allowed).toBeGreaterThan(300);
});

it('one more agent in the chain never adds a call, and no delegation is spared [access.chain] [access.delegation]', () => {
  let shown = 0;
  fc.assert(
    fc.property(worlds.map(unconditional), asked(10, 10), (facts, asks) => {
      for (const call of asks) {
        const [, ...shorter] = call.chain;
        if (!permitted(call, facts) || shorter.length === 0) continue;
        expect(permitted({ ...call, chain: shorter, agentId: shorter[0]! }, facts)).toBe(true);
        const links = decide(call, facts).path.filter(({ step }) => step === 'delegation');
        for (const { id } of links) {
          const link = facts.delegations.find((row) => row.id === id)!;
          const revoked = facts.delegations.filter(
            (d) => d.agentId !== link.agentId || d.personId !== link.personId || d.fromAgentId !== link.fromAgentId,
          );
          expect(decide(call, { ...facts, delegations: revoked }).code).toBe('delegation_missing');
          shown += 1;
        }
      }
    }),
    runs,
  );
  expect(shown).toBeGreaterThan(300);
});
