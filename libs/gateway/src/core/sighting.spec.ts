import { expect, it } from 'vitest';
import { Sighting } from './sighting.js';
import { type Bearer, type Standing, chainOf, objection } from './standing.js';

const agent: Standing = { kind: 'agent', status: 'active', epoch: 1, ownerId: 'ada', parentId: null, tenant: 't' };
const person: Standing = { kind: 'person', status: 'active', epoch: 1, ownerId: null, parentId: null, tenant: 't' };
const token: Bearer = {
  personId: 'bob',
  chain: ['part', 'bot'],
  epochs: { subject: 1, owner: 1, agents: [1, 1] },
};
const all = (): Map<string, Standing> =>
  new Map([
    ['part', { ...agent, ownerId: 'cleo', parentId: 'whole' }],
    ['whole', { ...agent, ownerId: 'dan' }],
    ['bot', agent],
    ['ada', person],
    ['bob', { ...person }],
    ['cleo', { ...person }],
    ['dan', { ...person }],
  ]);

it('says what is to be said of the chain, until somebody in it stands otherwise [gateway.standing]', () => {
  for (const id of all().keys()) {
    const standings = all();
    const look = (who: string) => standings.get(who);
    const sighting = new Sighting(token, look);
    expect([sighting.objection, sighting.chain]).toEqual([null, chainOf(token, look)]);
    expect(sighting.isCurrent(look)).toBe(true);
    standings.set('stranger', person);
    expect(sighting.isCurrent(look)).toBe(true);
    for (const change of [{ status: 'suspended' }, { epoch: 2 }, { ownerId: 'eve' }, null] as const) {
      const changed = all();
      if (change) changed.set(id, { ...standings.get(id)!, ...change });
      else changed.delete(id);
      const unless = (who: string) => (who === id ? changed.get(who) : standings.get(who));
      expect(sighting.isCurrent(unless)).toBe(false);
      expect(new Sighting(token, unless).objection).toBe(objection(token, unless));
    }
  }
});

it('of somebody who was not there it is another one when they are [gateway.standing]', () => {
  const standings = all();
  const look = (who: string) => standings.get(who);
  standings.delete('bob');
  const sighting = new Sighting(token, look);
  expect(sighting.objection).toBe('person_inactive');
  expect(sighting.isCurrent(look)).toBe(true);
  standings.set('bob', person);
  expect(sighting.isCurrent(look)).toBe(false);
});
