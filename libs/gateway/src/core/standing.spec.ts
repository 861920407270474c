import { describe, expect, it } from 'vitest';
import { type Bearer, type Standing, chainOf, objection } from './standing.js';

const agent: Standing = { kind: 'agent', status: 'active', epoch: 3, ownerId: 'ada', tenant: 't' };
const person: Standing = { kind: 'person', status: 'active', epoch: 5, ownerId: null, tenant: 't' };
const known = (over: Record<string, Partial<Standing> | null> = {}) => {
  const all: Record<string, Standing> = { bot: agent, ada: person, bob: { ...person, epoch: 9 } };
  return (id: string): Standing | undefined => (over[id] === null ? undefined : all[id] && { ...all[id], ...over[id] });
};
const token = (over: Partial<Bearer['epochs']> = {}): Bearer => ({
  agentId: 'bot',
  personId: null,
  epochs: { subject: 3, owner: 5, agents: [3], ...over },
});
const delegated: Bearer = { ...token({ subject: 9 }), personId: 'bob' };

describe('a token may act', () => {
  it('when everybody is active and its epochs are current [gateway.standing]', () => {
    expect(objection(token(), known())).toBeNull();
    expect(objection(delegated, known())).toBeNull();
  });

  it.each([
    ['the agent is unknown', token(), { bot: null }, 'agent_unknown'],
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
    ['the agent was restricted since', token(), { bot: { epoch: 4 } }, 'token_superseded'],
    ['the owner was restricted since', token(), { ada: { epoch: 6 } }, 'token_superseded'],
    ['the person was restricted since', delegated, { bob: { epoch: 10 } }, 'token_superseded'],
    ['the token knows more than we', token({ agents: [4] }), {}, 'behind'],
    ['one epoch is older, one newer', token({ owner: 4, agents: [4] }), {}, 'token_superseded'],
    ['an epoch is missing', token({ owner: undefined as unknown as number }), {}, 'epoch_malformed'],
    ['an epoch has a fraction', token({ owner: 5.5 }), {}, 'epoch_malformed'],
    ['the agents have no epochs', token({ agents: [] }), {}, 'epoch_malformed'],
    ['there are more agents than we know', token({ agents: [3, 1] }), {}, 'epoch_malformed'],
  ] as [string, Bearer, Record<string, Partial<Standing> | null>, string][])(
    'unless %s [gateway.standing]',
    (_, bearer, over, reason) => expect(objection(bearer, known(over))).toBe(reason),
  );

  it('with the owner that the agent has now [gateway.standing]', () => {
    expect(chainOf(delegated, known())).toEqual({
      tenant: 't',
      ownerId: 'ada',
      ownerStatus: 'active',
      ids: ['bot', 'ada', 'bob'],
    });
    expect(chainOf(token(), known({ bot: { ownerId: 'bob' } }))?.ownerId).toBe('bob');
    expect(chainOf(token(), known({ bot: null }))).toBeNull();
  });
});
