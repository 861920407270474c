import { describe, expect, it } from 'vitest';
import { type CampaignState, isSettled, mayBecome } from './campaign.js';
import { conflicts, type IndependenceFacts, personIn } from './independence.js';
import { populationHash, type Snapshot } from './population.js';

const eve: IndependenceFacts = {
  reviewerId: 'eve',
  active: true,
  ownerId: 'ada',
  deputyId: 'bob',
  granterId: 'cleo',
  subordinateOfOwner: false,
};

describe('independence', () => {
  it.each<[string, Partial<IndependenceFacts>, string[]]>([
    ['somebody else', {}, []],
    ['a leaver', { active: false }, ['inactive']],
    ['the owner', { ownerId: 'eve' }, ['owner']],
    ['the deputy', { deputyId: 'eve' }, ['deputy']],
    ['who granted it', { granterId: 'eve' }, ['granter']],
    ['a subordinate of the owner', { subordinateOfOwner: true }, ['subordinate']],
    ['all at once', { ownerId: 'eve', active: false, subordinateOfOwner: true }, ['inactive', 'owner', 'subordinate']],
  ])('of %s [review.independence]', (_, over, expected) => {
    expect(conflicts({ ...eve, ...over })).toEqual(expected);
  });

  it('knows a person by the name an actor is recorded under [review.independence]', () => {
    expect(personIn('person:ada')).toBe('ada');
    expect(personIn('system:hr')).toBeNull();
  });
});

it('lets nothing follow on completed or cancelled [review.completed-is-final]', () => {
  const all: CampaignState[] = [
    'draft',
    'staged',
    'active',
    'closing',
    'remediating',
    'verifying',
    'completed',
    'cancelled',
  ];
  for (const to of all) {
    expect(mayBecome('completed', to)).toBe(false);
    expect(mayBecome('cancelled', to)).toBe(false);
  }
  expect(mayBecome('active', 'completed')).toBe(false);
  expect(isSettled('still_present')).toBe(false);
  expect(isSettled('removed_unverified')).toBe(false);
});

describe('the hash of a population', () => {
  const snapshot = (id: string): Snapshot => ({
    agent: { id: 'a', name: 'bot', kind: 'autonomous', purpose: 'p', ownerId: 'o', ownerName: 'Ada' },
    tool: { id: 't', server: 's', name: 'read', risk: 'read' },
    tools: [{ id: 't', server: 's', name: 'read', risk: 'read' }],
    grant: {
      id,
      effect: 'allow',
      pattern: null,
      profile: null,
      condition: { arg: 'x', op: 'eq', value: 1 },
      budget: null,
      obligations: [],
      definitionHash: 'h',
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo: null,
      grantedBy: 'system:hr',
    },
  });

  it('does not depend on order, of items or of keys [review.population-frozen]', () => {
    const [one, two] = [snapshot('1'), snapshot('2')];
    const shuffled = { ...two, grant: { ...two.grant, condition: { value: 1, op: 'eq', arg: 'x' } } };
    expect(populationHash([one, two])).toBe(populationHash([shuffled, one]));
  });

  it('changes with every item and every fact in it [review.population-frozen]', () => {
    const one = snapshot('1');
    const hash = populationHash([one]);
    expect(populationHash([one, snapshot('2')])).not.toBe(hash);
    expect(populationHash([{ ...one, agent: { ...one.agent, ownerName: 'Eve' } }])).not.toBe(hash);
    expect(populationHash([{ ...one, grant: { ...one.grant, condition: null } }])).not.toBe(hash);
  });
});
