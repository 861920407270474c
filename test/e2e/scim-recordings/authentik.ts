import { GRP, PO, USR } from '../scim-cases/case.js';
import type { Recording } from './replay.js';

const headers = {
  'user-agent': 'python-requests/2.32.3',
  accept: 'application/scim+json',
  'content-type': 'application/scim+json',
};
const person = (name: string, uid: string) => ({
  schemas: [USR],
  userName: name,
  externalId: uid,
  name: { formatted: 'Ada Lovelace', givenName: 'Ada', familyName: 'Lovelace' },
  displayName: 'Ada Lovelace',
  photos: [{ value: 'https://id.example/a.png', type: 'photo' }],
  locale: 'en-US',
  active: true,
  emails: [{ value: 'ada@example.com', type: 'other', primary: true }],
});
const ada = person('ada-{tag}', 'a1b2c3');
const bob = person('bob-{tag}', 'd4e5f6');
const team = { schemas: [GRP], externalId: '9f1c0c58-0000-4000-8000-000000000001', displayName: 'Engineers' };
/** One operation for each member, in chunks of the `bulk.maxOperations` that we publish. */
const each = (op: 'add' | 'remove', ...names: string[]) => ({
  method: 'PATCH' as const,
  path: '/Groups/{g}',
  body: { schemas: [PO], Operations: names.map((name) => ({ op, path: 'members', value: [{ value: `{${name}}` }] })) },
});
const compared = (...names: string[]) =>
  ({
    send: { path: '/Groups/{g}' },
    expect: { status: 200, body: { id: '{g}', members: names.map((name) => ({ value: `{${name}}` })) } },
    effect: 'nothing',
  }) as const;

/** A full sync, changes that follow, and removal, after the provider's own source (`providers/scim/clients`). */
export const authentik: Recording = {
  dialect: 'lenient',
  headers,
  steps: [
    {
      send: { path: '/ServiceProviderConfig' },
      expect: { status: 200, body: { patch: { supported: true }, filter: { supported: true } } },
      effect: 'nothing',
    },
    { send: { path: '/Groups' }, expect: { status: 200, found: 0 }, effect: 'nothing' },
    {
      send: { method: 'POST', path: '/Users', body: ada },
      as: 'a',
      expect: { status: 201 },
      effect: { people: 1, events: ['a joiner'], ledger: ['person.joined'] },
    },
    {
      send: { method: 'POST', path: '/Users', body: bob },
      as: 'b',
      expect: { status: 201 },
      effect: { people: 1, events: ['b joiner'], ledger: ['person.joined'] },
    },
    { agentOf: 'a', as: 'bot' },
    {
      send: { method: 'POST', path: '/Groups', body: team },
      as: 'g',
      expect: { status: 201 },
      effect: { ledger: ['group.created'] },
    },
    {
      send: each('add', 'a', 'b'),
      expect: { status: 204 },
      effect: {
        members: { g: ['a', 'b'] },
        events: ['a access_change', 'b access_change'],
        ledger: ['membership.changed'],
      },
    },
    compared('a', 'b'),
    // the hourly sync writes everything again
    {
      send: { method: 'PUT', path: '/Users/{a}', body: { ...ada, id: '{a}' } },
      expect: { status: 200 },
      effect: 'nothing',
    },
    {
      send: { method: 'POST', path: '/Groups', body: team },
      expect: { status: 409, scimType: 'uniqueness' },
      effect: 'nothing',
    },
    {
      send: { path: '/Groups?filter=displayName+eq+%22Engineers%22' },
      expect: { status: 200, finds: ['g'] },
      effect: 'nothing',
    },
    {
      send: { method: 'PUT', path: '/Users/{a}', body: { ...ada, id: '{a}', displayName: 'Ada King' } },
      expect: { status: 200, body: { displayName: 'Ada King' } },
      effect: { person: { of: 'a', version: 1, displayName: 'Ada King' }, ledger: ['person.changed'] },
    },
    {
      // written without `schemas`: the provider leaves out what it did not set itself
      send: {
        method: 'PATCH',
        path: '/Groups/{g}',
        body: { Operations: [{ op: 'replace', value: { ...team, id: '{g}', displayName: 'Builders' } }] },
      },
      expect: { status: 204 },
      effect: { groups: { g: { displayName: 'Builders' } }, members: { g: ['a', 'b'] }, ledger: ['group.renamed'] },
    },
    compared('a', 'b'),
    {
      send: each('remove', 'b'),
      expect: { status: 204 },
      effect: { members: { g: ['a'] }, events: ['b access_change'], ledger: ['membership.changed'] },
    },
    compared('a'),
    {
      send: { method: 'PUT', path: '/Users/{a}', body: { ...ada, id: '{a}', displayName: 'Ada King', active: false } },
      expect: { status: 200, body: { active: false } },
      effect: {
        person: { of: 'a', version: 1, status: 'inactive' },
        events: ['a leaver'],
        ledger: ['person.left', 'agent.suspended'],
        standing: { a: 'suspended', bot: 'suspended' },
      },
    },
    {
      send: { method: 'PUT', path: '/Users/{a}', body: { ...ada, id: '{a}', displayName: 'Ada King', active: true } },
      expect: { status: 200, body: { active: true } },
      effect: {
        events: ['a reinstated'],
        ledger: ['person.reinstated', 'agent.cause-cleared'],
        standing: { a: 'active', bot: 'active' },
      },
    },
    {
      send: { method: 'DELETE', path: '/Users/{a}' },
      expect: { status: 204, empty: true },
      effect: {
        person: { of: 'a', status: 'deleted' },
        members: { g: [] },
        events: ['a final_leaver'],
        standing: { a: 'ended', bot: 'suspended' },
      },
    },
    {
      send: { method: 'DELETE', path: '/Groups/{g}' },
      expect: { status: 204, empty: true },
      effect: { groups: { g: { deleted: true } }, ledger: ['group.deleted'] },
    },
    { send: { method: 'DELETE', path: '/Groups/{g}' }, expect: { status: 404 }, effect: 'nothing' },
  ],
};
