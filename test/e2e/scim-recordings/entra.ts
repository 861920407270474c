import { ENT, GRP, PO, USR } from '../scim-cases/case.js';
import type { Recording } from './replay.js';

const headers = {
  'user-agent': 'azure_ad_provisioning',
  accept: 'application/scim+json',
  'content-type': 'application/scim+json; charset=utf-8',
};
const MICROSOFT = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const patch = (path: string, ...Operations: unknown[]) => ({
  method: 'PATCH' as const,
  path,
  body: { schemas: [PO], Operations },
});
const matching = (name: string) => ({ path: '/Users', query: { filter: `userName eq "${name}"` } });
const create = (name: string, objectId: string) => ({
  method: 'POST' as const,
  path: '/Users',
  body: {
    schemas: [USR, ENT],
    externalId: objectId,
    userName: name,
    active: true,
    displayName: 'Lynne Robbins',
    emails: [{ primary: true, type: 'work', value: `${name}` }],
    meta: { resourceType: 'User' },
    name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
    roles: [],
  },
});

/** Test Connection, and the first cycle with a user, a manager and a group that is made empty. */
const begin = [
  {
    send: matching('f4cd3c1f-2b0d-4b6e-9d0f-5d5b2a2f6a11'),
    expect: { status: 200, found: 0, finds: [] },
    effect: 'nothing',
  },
  {
    send: { path: '/Groups', query: { excludedAttributes: 'members', filter: 'displayName eq "f4cd3c1f-2b0d"' } },
    expect: { status: 200, found: 0 },
    effect: 'nothing',
  },
  { send: matching('boss-{tag}@contoso.com'), expect: { status: 200, found: 0 }, effect: 'nothing' },
  {
    send: create('boss-{tag}@contoso.com', '0a21f0f2-8d2a-4f8e-bf98-000000000001'),
    as: 'boss',
    expect: { status: 201 },
    effect: { people: 1, events: ['boss joiner'], ledger: ['person.joined'] },
  },
  { send: matching('lynne-{tag}@contoso.com'), expect: { status: 200, found: 0 }, effect: 'nothing' },
  {
    send: create('lynne-{tag}@contoso.com', '0a21f0f2-8d2a-4f8e-bf98-000000000002'),
    as: 'u',
    expect: {
      status: 201,
      body: { schemas: [USR], externalId: '0a21f0f2-8d2a-4f8e-bf98-000000000002' },
      lacks: ['roles'],
    },
    effect: { people: 1, events: ['u joiner'], ledger: ['person.joined'], standing: { u: 'active' } },
  },
  { agentOf: 'u', as: 'bot' },
  {
    send: { path: '/Groups', query: { excludedAttributes: 'members', filter: 'displayName eq "Finance"' } },
    expect: { status: 200, found: 0 },
    effect: 'nothing',
  },
  {
    send: {
      method: 'POST',
      path: '/Groups',
      body: {
        schemas: [GRP, MICROSOFT],
        externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
        displayName: 'Finance',
        meta: { resourceType: 'Group' },
      },
    },
    as: 'g',
    expect: { status: 201, body: { displayName: 'Finance' } },
    effect: { groups: { g: { displayName: 'Finance' } }, ledger: ['group.created'] },
  },
] as const satisfies Recording['steps'];

const groupRead = {
  send: { path: '/Groups/{g}', query: { excludedAttributes: 'members' } },
  expect: { status: 200, body: { id: '{g}' }, lacks: ['members'] },
  effect: 'nothing',
} as const;
const userRead = {
  send: { path: '/Users/{u}' },
  expect: { status: 200, body: { id: '{u}' } },
  effect: 'nothing',
} as const;
const joinedGroup = {
  expect: { status: 204, empty: true },
  effect: { members: { g: ['u'] }, events: ['u access_change'], ledger: ['membership.changed'] },
} as const;
const leftGroup = { ...joinedGroup, effect: { ...joinedGroup.effect, members: { g: [] } } } as const;
const leaver = {
  expect: { status: 200, body: { active: false } },
  effect: {
    person: { of: 'u', version: 1, status: 'inactive' },
    events: ['u leaver'],
    ledger: ['person.left', 'agent.suspended'],
    standing: { u: 'suspended', bot: 'suspended' },
  },
} as const;
const restored = {
  expect: { status: 200, body: { active: true } },
  effect: {
    person: { of: 'u', version: 1, status: 'active' },
    events: ['u reinstated'],
    ledger: ['person.reinstated', 'agent.cause-cleared'],
    standing: { u: 'active', bot: 'active' },
  },
} as const;
const moved = {
  expect: { status: 200, body: { [ENT]: { department: 'Sales', manager: { value: '{boss}' } } } },
  effect: { person: { of: 'u', version: 1, managerId: '{boss}' }, events: ['u mover'], ledger: ['person.moved'] },
} as const;
const renamedGroup = {
  expect: { status: 204 },
  effect: { groups: { g: { displayName: 'Treasury' } }, members: { g: ['u'] }, ledger: ['group.renamed'] },
} as const;
const end = [
  {
    send: { method: 'DELETE', path: '/Users/{u}' },
    expect: { status: 204, empty: true },
    effect: {
      person: { of: 'u', status: 'deleted' },
      events: ['u final_leaver'],
      standing: { u: 'ended', bot: 'suspended' },
    },
  },
  { send: { path: '/Users/{u}' }, expect: { status: 404 }, effect: 'nothing' },
  { send: matching('lynne-{tag}@contoso.com'), expect: { status: 200, found: 0 }, effect: 'nothing' },
  {
    send: { method: 'DELETE', path: '/Groups/{g}' },
    expect: { status: 204, empty: true },
    effect: { groups: { g: { deleted: true } }, ledger: ['group.deleted'] },
  },
] as const satisfies Recording['steps'];

/** The behaviour of old (`AzureAdScimPatch2017`): `Add`, `Replace`, `Remove`, booleans as words, members by value. */
export const entra: Recording = {
  dialect: 'entra',
  headers,
  steps: [
    ...begin,
    {
      send: patch('/Groups/{g}', { op: 'Add', path: 'members', value: [{ $ref: null, value: '{u}' }] }),
      ...joinedGroup,
    },
    {
      send: { path: '/Groups', query: { filter: 'id eq "{g}" and members eq "{u}"', excludedAttributes: 'members' } },
      expect: { status: 200, finds: ['g'] },
      effect: 'nothing',
    },
    userRead,
    {
      send: patch(
        '/Users/{u}',
        { op: 'Replace', path: `${ENT}:department`, value: 'Sales' },
        { op: 'Add', path: `${ENT}:manager`, value: '{boss}' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'lynne.robbins@contoso.com' },
      ),
      ...moved,
    },
    userRead,
    {
      send: patch(
        '/Users/{u}',
        { op: 'Replace', path: `${ENT}:department`, value: 'Sales' },
        { op: 'Add', path: `${ENT}:manager`, value: '{boss}' },
        { op: 'Replace', path: 'active', value: 'True' },
      ),
      expect: { status: 200 },
      effect: 'nothing',
    },
    {
      send: patch(
        '/Users/{u}',
        { op: 'Add', path: 'addresses[type eq "work"].country', value: 'US' },
        { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'NY' },
      ),
      expect: { status: 200, exactly: { addresses: [{ type: 'work', country: 'US', locality: 'NY' }] } },
      effect: { person: { of: 'u', version: 1 }, ledger: ['person.changed'] },
    },
    groupRead,
    { send: patch('/Groups/{g}', { op: 'Replace', path: 'displayName', value: 'Treasury' }), ...renamedGroup },
    { send: patch('/Users/{u}', { op: 'Replace', path: 'active', value: 'False' }), ...leaver },
    { send: matching('lynne-{tag}@contoso.com'), expect: { status: 200, finds: ['u'] }, effect: 'nothing' },
    { send: patch('/Users/{u}', { op: 'Replace', path: 'active', value: 'True' }), ...restored },
    {
      send: patch('/Users/{u}', { op: 'Remove', path: `${ENT}:manager` }),
      expect: { status: 200, exactly: { [ENT]: { department: 'Sales' } } },
      effect: {
        person: { of: 'u', version: 1, managerId: null },
        events: ['u mover.manager'],
        ledger: ['person.moved'],
      },
    },
    {
      send: patch('/Groups/{g}', { op: 'Remove', path: 'members', value: [{ $ref: null, value: '{u}' }] }),
      ...leftGroup,
    },
    {
      send: patch('/Groups/{g}', { op: 'Remove', path: 'members', value: [{ $ref: null, value: '{u}' }] }),
      expect: { status: 204 },
      effect: 'nothing',
    },
    ...end,
  ],
};

/** With the flag: true booleans, members by a path with a filter, several attributes in one path-less `replace`. */
export const entraFlag: Recording = {
  dialect: 'entra',
  suffix: 'aadOptscim062020',
  headers,
  steps: [
    ...begin,
    { send: patch('/Groups/{g}', { op: 'add', path: 'members', value: [{ value: '{u}' }] }), ...joinedGroup },
    userRead,
    {
      send: patch('/Users/{u}', {
        op: 'replace',
        value: {
          displayName: 'Lynne R.',
          'name.givenName': 'Lynne',
          [`${ENT}:department`]: 'Sales',
          [`${ENT}:manager`]: '{boss}',
          'emails[type eq "work"].value': 'lynne.robbins@contoso.com',
        },
      }),
      ...moved,
    },
    {
      send: patch('/Users/{u}', {
        op: 'replace',
        value: { displayName: 'Lynne R.', 'name.givenName': 'Lynne', [`${ENT}:department`]: 'Sales' },
      }),
      expect: { status: 200 },
      effect: 'nothing',
    },
    {
      send: matching('lynne-{tag}@contoso.com'),
      expect: {
        status: 200,
        finds: ['u'],
        body: { Resources: [{ emails: [{ value: 'lynne.robbins@contoso.com' }] }] },
      },
      effect: 'nothing',
    },
    groupRead,
    { send: patch('/Groups/{g}', { op: 'replace', value: { displayName: 'Treasury' } }), ...renamedGroup },
    { send: patch('/Users/{u}', { op: 'replace', path: 'active', value: false }), ...leaver },
    { send: patch('/Users/{u}', { op: 'replace', path: 'active', value: true }), ...restored },
    { send: patch('/Groups/{g}', { op: 'remove', path: 'members[value eq "{u}"]' }), ...leftGroup },
    ...end,
  ],
};
