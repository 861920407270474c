import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { agentFacts, completeAgent, statedAgent, wireAgent } from './agent-mapper.js';
import { AGENT } from './agent.schema.js';
import { dialects } from './dialect.js';

const { lenient, strict } = dialects;
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('a stated agent', () => {
  it('is named by the words of either draft, in any case [scim.agents.drafts]', () => {
    for (const body of [{ agentUserName: 'a' }, { name: 'a' }, { NAME: 'a' }, { [`${AGENT}:agentUserName`]: 'a' }]) {
      const { agent } = statedAgent({ schemas: [AGENT], ...body }, lenient);
      expect(agent.get('agentUserName')).toBe('a');
    }
    expect(codeOf(() => statedAgent({ name: 'a', agentUserName: 'b' }, lenient))).toBe('scim.invalid-syntax');
  });

  it('is told apart from what no schema of ours knows [scim.agents.drafts]', () => {
    const body = {
      agentUserName: 'a',
      id: 'x',
      meta: {},
      schemas: [AGENT],
      groups: [],
      model: { name: 'm' },
      none: null,
    };
    const { agent, drafted } = statedAgent(body, lenient);
    expect([...agent.keys()]).toEqual(['agentUserName']);
    expect(drafted).toEqual({ model: { name: 'm' } });
    expect(codeOf(() => statedAgent(body, strict))).toBe('scim.invalid-syntax');
  });

  it.each([
    ['too many', Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`x${n}`, 1])), 'scim.too-many'],
    ['too long', { x: 'y'.repeat(16_384) }, 'scim.too-many'],
    ['too deep', { x: [[[[[[[]]]]]]] }, 'scim.invalid-value'],
    ['a name with a blank', { 'x y': 1 }, 'scim.invalid-syntax'],
    ['a lone surrogate', { x: '\ud800' }, 'scim.invalid-value'],
    ['NUL', { x: { y: '\0' } }, 'scim.invalid-value'],
    ['a pair of surrogates', { x: '\u{1f600}' }, 'done'],
    ['the word for one', { x: String.raw`\ud800` }, 'done'],
  ])('says further things within bounds: %s [scim.agents.drafts]', (_, more, code) => {
    expect(codeOf(() => statedAgent({ agentUserName: 'a', ...more }, lenient))).toBe(code);
  });

  it('never makes anything but a refusal or an agent, whatever is sent [scim.agents.hostile]', () => {
    const key = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'owners', 'name', 'active', 'protocols'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue({ maxDepth: 8 })), (body) => {
        codeOf(() => {
          const { agent, drafted } = statedAgent({ agentUserName: 'a', ...body }, lenient);
          const whole = completeAgent(agent, true);
          agentFacts(whole);
          JSON.stringify(drafted);
        });
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is active unless it says otherwise, and must have a name [scim.agents.create]', () => {
    expect(agentFacts(completeAgent(statedAgent({ name: 'a' }, lenient).agent, true)).active).toBe(true);
    expect(agentFacts(completeAgent(statedAgent({ name: 'a', active: 'False' }, lenient).agent, true)).active).toBe(
      false,
    );
    expect(codeOf(() => completeAgent(statedAgent({ owners: [] }, lenient).agent, true))).toBe('scim.invalid-value');
  });

  it('names its owners in order; groups and strangers are kept, too [scim.agents.create]', () => {
    const owners = [
      { value: 'b', type: 'Group' },
      { value: 'a', display: 'A' },
    ];
    const { agent } = statedAgent({ name: 'x', owners }, lenient);
    expect(agentFacts(agent).owners).toEqual(['b', 'a']);
  });
});

it('is shown with what else was said of it, and the URNs of that [scim.agents.drafts]', () => {
  const kept = {
    agentId: 'id',
    attributes: { agentUserName: 'a' },
    version: 3,
    createdAt: new Date(0),
    changedAt: new Date(0),
  };
  const shown = wireAgent({ ...kept, drafted: { 'urn:x:y': { z: 1 }, model: 'm' } }, 'https://s/scim/v2');
  expect(shown).toMatchObject({ schemas: [AGENT, 'urn:x:y'], 'urn:x:y': { z: 1 }, model: 'm', agentUserName: 'a' });
  expect(shown.meta).toMatchObject({ location: 'https://s/scim/v2/Agents/id', version: 'W/"3"' });
});
