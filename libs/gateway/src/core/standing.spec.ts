import { describe, expect, it } from 'vitest';
import { type Bearer, type Standing, chainOf, objection } from './standing.js';

const agent: Standing = { kind: 'agent', status: 'active', epoch: 3, ownerId: 'ada', parentId: null, tenant: 't' };
const person: Standing = { kind: 'person', status: 'active', epoch: 5, ownerId: null, parentId: null, tenant: 't' };
type Change = Record<string, Partial<Standing> | null>;
const known = (over: Change = {}) => {
  const all: Record<string, Standing> = {
    bot: agent,
    ada: person,
    bob: { ...person, epoch: 9 },
    // a sub-agent of `whole`, called by `bot`
    part: { ...agent, epoch: 4, ownerId: 'cleo', parentId: 'whole' },
    whole: { ...agent, epoch: 1, ownerId: 'dan' },
    cleo: { ...person, epoch: 6 },
    dan: { ...person, epoch: 7 },
  };
  return (id: string): Standing | undefined => (over[id] === null ? undefined : all[id] && { ...all[id], ...over[id] });
};
const token = (over: Partial<Bearer['epochs']> = {}): Bearer => ({
  personId: null,
  chain: ['bot'],
  epochs: { subject: 3, owner: 5, agents: [3], ...over },
});
const delegated: Bearer = { ...token({ subject: 9 }), personId: 'bob' };
const chained: Bearer = { personId: 'bob', chain: ['part', 'bot'], epochs: { subject: 9, owner: 6, agents: [4, 3] } };
const handed: Bearer = { ...chained, personId: null, epochs: { ...chained.epochs, subject: 3 } };

describe('a token may act', () => {
  it('when everybody is active and its epochs are current [gateway.standing]', () => {
    for (const good of [token(), delegated, chained, handed]) expect(objection(good, known())).toBeNull();
  });

  it.each([
    ['the agent is unknown', token(), { bot: null }, 'agent_unknown'],
    ['there is no agent', { ...token(), chain: [] }, {}, 'agent_unknown'],
    ['the agent is a person', token(), { bot: { kind: 'person' } }, 'agent_unknown'],
    ['the agent is suspended', token(), { bot: { status: 'suspended' } }, 'agent_inactive'],
    ['the owner is suspended', token(), { ada: { status: 'suspended' } }, 'owner_inactive'],
    [
      'owner and agent are suspended',
      token(),
      { ada: { status: 'suspended' }, bot: { status: 'suspended' } },
      'owner_inactive',
    ],
    ['the owner has ended', token(), { ada: { status: 'ended' } }, 'owner_inactive'],
    ['the owner is unknown', token(), { ada: null }, 'owner_inactive'],
    ['the agent has no owner', token(), { bot: { ownerId: null } }, 'owner_inactive'],
    ['the owner is of another tenant', token(), { ada: { tenant: 'u' } }, 'owner_inactive'],
    ['the person is suspended', delegated, { bob: { status: 'suspended' } }, 'person_inactive'],
    ['the person is unknown', delegated, { bob: null }, 'person_inactive'],
    ['the person is an agent', { ...delegated, personId: 'whole' }, {}, 'person_inactive'],
    ['the person is of another tenant', delegated, { bob: { tenant: 'u' } }, 'person_inactive'],
    ['the agent was restricted since', token(), { bot: { epoch: 4 } }, 'token_superseded'],
    ['the owner was restricted since', token(), { ada: { epoch: 6 } }, 'token_superseded'],
    ['the person was restricted since', delegated, { bob: { epoch: 10 } }, 'token_superseded'],
    ['the token knows more than we', token({ agents: [4] }), {}, 'behind'],
    ['one epoch is older, one newer', token({ owner: 4, agents: [4] }), {}, 'token_superseded'],
    ['an epoch is missing', token({ owner: undefined as unknown as number }), {}, 'epoch_malformed'],
    ['an epoch has a fraction', token({ owner: 5.5 }), {}, 'epoch_malformed'],
    ['the agents have no epochs', token({ agents: [] }), {}, 'epoch_malformed'],
    ['there are more epochs than agents', token({ agents: [3, 1] }), {}, 'epoch_malformed'],
    [
      'there are fewer epochs than agents',
      { ...chained, epochs: { ...chained.epochs, agents: [4] } },
      {},
      'epoch_malformed',
    ],
    ['our own epoch is missing', token(), { bot: { epoch: undefined as unknown as number } }, 'epoch_malformed'],
  ] as [string, Bearer, Change, string][])('unless %s [gateway.standing]', (_, bearer, over, reason) =>
    expect(objection(bearer, known(over))).toBe(reason),
  );

  const everybody = ['part', 'whole', 'cleo', 'dan', 'bot', 'ada', 'bob'];
  it.each(everybody)('unless %s, who is somewhere in its chain, may not [gateway.standing.chain]', (id) => {
    expect(objection(chained, known({ [id]: { status: 'suspended' } }))).toMatch(/_inactive$/);
    expect(objection(chained, known({ [id]: null }))).toMatch(/_(inactive|unknown)$/);
    expect(objection(chained, known({ [id]: { tenant: 'u' } }))).not.toBeNull();
  });

  it.each(['part', 'cleo', 'bot', 'bob'])(
    'unless it is older than a restriction of %s [gateway.standing.chain]',
    (id) => {
      expect(objection(chained, known({ [id]: { epoch: 99 } }))).toBe('token_superseded');
      expect(objection(chained, known({ [id]: { epoch: 0 } }))).toBe('behind');
    },
  );

  it('and a part of itself by mistake is no endless search [gateway.standing.chain]', () => {
    expect(objection(token(), known({ bot: { parentId: 'bot' } }))).toBeNull();
    expect(objection(chained, known({ whole: { parentId: 'part' } }))).toBeNull();
  });
});

it('its chain names everybody, with the owners that the agents have now [gateway.standing]', () => {
  expect(chainOf(delegated, known())).toEqual({
    tenant: 't',
    ownerId: 'ada',
    ownerStatus: 'active',
    agents: [{ id: 'bot', ownerId: 'ada' }],
    ids: ['bot', 'ada', 'bob'],
  });
  expect(chainOf(chained, known({ part: { ownerId: 'ada', parentId: 'whole' } }))).toEqual({
    tenant: 't',
    ownerId: 'ada',
    ownerStatus: 'active',
    agents: [
      { id: 'part', ownerId: 'ada' },
      { id: 'bot', ownerId: 'ada' },
    ],
    ids: ['part', 'ada', 'whole', 'dan', 'bot', 'bob'],
  });
  expect(chainOf(chained, known({ bot: null }))?.agents[1]).toEqual({ id: 'bot', ownerId: null });
  expect(chainOf(token(), known({ bot: null }))).toBeNull();
});
