import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shownAs, standingOf, suspensionCauses, type SuspensionCause } from './standing.js';
import { after, type AgentEvent, type AgentState, transitions } from './transitions.js';

it.each([
  ['requested', [], 'suspended'],
  ['staged', [], 'suspended'],
  ['staged', ['killed'], 'suspended'],
  ['active', [], 'active'],
  ['active', ['owner_inactive'], 'suspended'],
  ['active', ['owner_inactive', 'killed'], 'suspended'],
  ['retired', [], 'ended'],
  ['retired', ['expired'], 'ended'],
] as const)('an agent that is %s with causes %j stands %s [agent.causes-are-a-set]', (state, causes, standing) => {
  expect(standingOf(state, causes)).toBe(standing);
});

it.each([
  ['requested', ['killed'], 'requested'],
  ['active', [], 'active'],
  ['active', ['dormant'], 'dormant'],
  ['active', ['dormant', 'expired'], 'suspended'],
  ['active', ['dormant', 'risk'], 'quarantined'],
  ['active', ['quarantined'], 'quarantined'],
  ['retired', ['quarantined'], 'retired'],
] as const)('an agent that is %s with causes %j is shown as %s [agent.shown-state]', (state, causes, shown) => {
  expect(shownAs(state, causes)).toBe(shown);
});

const states = Object.keys(transitions) as AgentState[];
const events = [...new Set(states.flatMap((state) => Object.keys(transitions[state])))] as AgentEvent[];
const cause = fc.constantFrom(...suspensionCauses);
const step = fc.oneof(
  fc.record({ event: fc.constantFrom(...events.filter((event) => event !== 'suspend' && event !== 'resume')) }),
  fc.record({ event: fc.constantFrom('suspend' as const, 'resume' as const), cause }),
);

it('never comes back from retirement, and acts only when active without a cause [agent.lifecycle]', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('requested' as const, 'staged' as const),
      fc.array(step, { maxLength: 60 }),
      (from, walk) => {
        let state: AgentState = from;
        let approved = from === 'staged';
        const open = new Set<SuspensionCause>();
        for (const taken of walk) {
          const to: AgentState | null = after(state, taken.event);
          expect(state === 'retired' && to !== null).toBe(false);
          if (to === null) continue;
          if (taken.event === 'approve') approved = true;
          if (taken.event === 'suspend' && 'cause' in taken) open.add(taken.cause);
          if (taken.event === 'resume' && 'cause' in taken) open.delete(taken.cause);
          expect(to === 'active' && !approved).toBe(false);
          state = to;
          const causes = [...open];
          const acts = standingOf(state, causes) === 'active';
          expect(acts).toBe(state === 'active' && causes.length === 0);
          expect(shownAs(state, causes) === 'active').toBe(acts);
        }
      },
    ),
  );
});
