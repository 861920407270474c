import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { resourceTypes, schemas, serviceProviderConfig } from './discovery-documents.js';
import { listQuery } from './list-query.js';
import { groupRegistry, userRegistry } from './registry.js';
import { scimTypeOf } from './scim-type.js';
import { type Query, selected, selectionOf, wants } from './selection.js';
import { wireGroup, wireUser } from './wire.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
const at = new Date('2026-06-01T09:00:00Z');
const attributes = {
  userName: 'u',
  active: true,
  name: { givenName: 'G', familyName: 'F' },
  emails: [{ type: 'work', value: 'e' }],
  [ENT]: { department: 'Eng', manager: { value: 'm' } },
};
const user = wireUser(
  { id: 'u1', attributes, version: 3, createdAt: at, changedAt: at },
  [{ id: 'g1', displayName: 'G' }],
  'https://s/scim/v2',
  userRegistry,
);
const show = (query: Query) => selected(user, selectionOf(query));

describe('a resource on the wire', () => {
  it('says what it is, where it is and which version it is [scim.wire]', () => {
    expect(user).toEqual({
      schemas: [USR, ENT],
      id: 'u1',
      ...attributes,
      groups: [{ value: 'g1', $ref: 'https://s/scim/v2/Groups/g1', display: 'G' }],
      meta: {
        resourceType: 'User',
        created: '2026-06-01T09:00:00.000Z',
        lastModified: '2026-06-01T09:00:00.000Z',
        location: 'https://s/scim/v2/Users/u1',
        version: 'W/"3"',
      },
    });
    const group = { id: 'g1', displayName: 'G', externalId: null, version: 1, createdAt: at, changedAt: at };
    expect(wireGroup(group, ['u1'], '/b')).toMatchObject({
      displayName: 'G',
      members: [{ value: 'u1', $ref: '/b/Users/u1', type: 'User' }],
    });
    expect(Object.keys(wireGroup(group, [], '/b'))).toEqual(['schemas', 'id', 'displayName', 'meta']);
  });

  it.each<[Query, string[]]>([
    [{ attributes: 'USERNAME' }, ['userName']],
    [{ attributes: `${USR}:userName, active` }, ['userName', 'active']],
    [{ attributes: 'nosuch' }, []],
    [{ excludedAttributes: 'groups,emails,id,schemas' }, ['userName', 'active', 'name', ENT]],
    [{ attributes: ENT }, [ENT]],
  ])('%j shows %j, and always id, schemas, meta [scim.attributes]', (query, names) =>
    expect(Object.keys(show(query)).toSorted()).toEqual([...names, 'id', 'meta', 'schemas'].toSorted()),
  );

  it('is cut to sub-attributes too [scim.attributes]', () => {
    expect(show({ attributes: `name.givenName,emails.value,${ENT}:manager.value` })).toMatchObject({
      name: { givenName: 'G' },
      emails: [{ value: 'e' }],
      [ENT]: { manager: { value: 'm' } },
    });
    expect(show({ attributes: 'name.givenName' })['name']).toEqual({ givenName: 'G' });
    expect(show({ excludedAttributes: `name.givenName,${ENT}:department` })).toMatchObject({
      name: { familyName: 'F' },
      [ENT]: { manager: { value: 'm' } },
    });
    expect(show({ excludedAttributes: `${ENT}:department` })[ENT]).toEqual({ manager: { value: 'm' } });
  });

  it('does not load what nobody asked for [scim.attributes]', () => {
    const members = (query: Query) => wants(selectionOf(query), 'members');
    expect([{}, { attributes: 'members.value' }].map(members)).toEqual([true, true]);
    expect([{ excludedAttributes: 'members' }, { attributes: 'displayName' }].map(members)).toEqual([false, false]);
  });
});

describe('a list query', () => {
  it('is brought within bounds [scim.list]', () => {
    expect(listQuery({})).toMatchObject({ filter: null, startIndex: 1, count: 100 });
    expect(listQuery({ startIndex: '-5', count: '-1' })).toMatchObject({ startIndex: 1, count: 0 });
    expect(listQuery({ count: '100000' })).toMatchObject({ count: 1000 });
    for (const query of [{ count: 'many' }, { startIndex: '1.5' }, { filter: ['a pr', 'b pr'] }, { attributes: {} }]) {
      expect(() => listQuery(query)).toThrow(Refusal);
    }
  });
});

describe('discovery', () => {
  const kinds = [
    { name: 'User', endpoint: '/Users', description: 'People', registry: userRegistry },
    { name: 'Group', endpoint: '/Groups', description: 'Groups', registry: groupRegistry },
  ];

  it('promises only what works, and publishes no password [scim.discovery]', () => {
    expect(serviceProviderConfig('/b', { agents: false })).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 1000 },
      etag: { supported: true },
      agentExtension: { supported: false },
    });
    expect(resourceTypes('/b', kinds).map(({ id, schema }) => [id, schema])).toEqual([
      ['User', USR],
      ['Group', 'urn:ietf:params:scim:schemas:core:2.0:Group'],
    ]);
    expect(JSON.stringify(schemas('/b', kinds))).not.toContain('password');
  });
});

describe('a refusal', () => {
  it('has the scimType of RFC 7644 table 9, or none [scim.errors]', () => {
    expect(
      ['scim.no-target', 'person.user-name-taken', 'person.unknown'].map((code) => scimTypeOf(code as never)),
    ).toEqual(['noTarget', 'uniqueness', undefined]);
  });
});
