import { ENT, GRP, PO, USR } from '../scim-cases/case.js';
import type { Recording } from './replay.js';

const headers = {
  'user-agent': 'Okta SCIM Client 1.0.0',
  accept: 'application/scim+json',
  'accept-encoding': 'gzip,deflate',
  'content-type': 'application/scim+json; charset=utf-8',
};
const patch = (path: string, ...Operations: unknown[]) => ({
  method: 'PATCH' as const,
  path,
  body: { schemas: [PO], Operations },
});
const lookup = (name: string) => ({
  path: '/Users',
  query: { filter: `userName eq "${name}@okta.local"`, startIndex: '1', count: '100' },
});
const test = {
  schemas: [USR],
  userName: 'test-{tag}@okta.local',
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
  displayName: 'Test User',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
  groups: [],
  password: '1mz050nq',
  active: true,
};
const another = { ...test, userName: 'another-{tag}@okta.local', externalId: '00ukx1', displayName: 'Another User' };
const people = [
  {
    send: { path: '/Users', query: { startIndex: '1', count: '2' } },
    expect: { status: 200, found: 0 },
    effect: 'nothing',
  },
  {
    send: { path: '/Groups', query: { startIndex: '1', count: '100' } },
    expect: { status: 200, found: 0 },
    effect: 'nothing',
  },
  { send: lookup('test-{tag}'), expect: { status: 200, found: 0, finds: [] }, effect: 'nothing' },
  {
    send: { method: 'POST', path: '/Users', body: test },
    as: 'u',
    expect: { status: 201, body: { active: true, userName: 'test-{tag}@okta.local' }, lacks: ['password', 'groups'] },
    effect: { people: 1, events: ['u joiner'], ledger: ['person.joined'], standing: { u: 'active' } },
  },
  { send: lookup('another-{tag}'), expect: { status: 200, found: 0 }, effect: 'nothing' },
  {
    send: { method: 'POST', path: '/Users', body: another },
    as: 'v',
    expect: { status: 201 },
    effect: { people: 1, events: ['v joiner'], ledger: ['person.joined'] },
  },
  { agentOf: 'u', as: 'bot' },
] as const satisfies Recording['steps'];

/** What Okta reads before it writes a whole user back. */
const read = { send: { path: '/Users/{u}' }, expect: { status: 200, body: { id: '{u}' } }, effect: 'nothing' } as const;

/** A catalogue (OIN) app: profiles by PUT, `active` and memberships by PATCH; users are never deleted. */
export const okta: Recording = {
  dialect: 'okta',
  headers,
  steps: [
    ...people,
    read,
    {
      send: {
        method: 'PUT',
        path: '/Users/{u}',
        body: {
          ...test,
          schemas: [USR, ENT],
          id: '{u}',
          name: { givenName: 'Another', middleName: 'Excited', familyName: 'User' },
          [ENT]: { department: 'Sales' },
          meta: { resourceType: 'User' },
        },
      },
      expect: { status: 200, body: { name: { middleName: 'Excited' }, [ENT]: { department: 'Sales' } } },
      effect: { person: { of: 'u', version: 1 }, events: ['u mover'], ledger: ['person.moved'] },
    },
    {
      send: { method: 'POST', path: '/Groups', body: { schemas: [GRP], displayName: 'Test SCIMv2', members: [] } },
      as: 'g',
      expect: { status: 201, body: { displayName: 'Test SCIMv2' } },
      effect: { ledger: ['group.created'] },
    },
    {
      send: patch('/Groups/{g}', { op: 'replace', value: { id: '{g}', displayName: 'Test SCIMv2' } }),
      expect: { status: 204 },
      effect: 'nothing',
    },
    {
      send: patch('/Groups/{g}', {
        op: 'add',
        path: 'members',
        value: [{ value: '{u}', display: 'test-{tag}@okta.local' }],
      }),
      expect: { status: 204 },
      effect: { members: { g: ['u'] }, events: ['u access_change'], ledger: ['membership.changed'] },
    },
    {
      send: patch('/Groups/{g}', { op: 'replace', value: { id: '{g}', displayName: 'Renamed SCIMv2' } }),
      expect: { status: 204 },
      effect: { groups: { g: { displayName: 'Renamed SCIMv2' } }, members: { g: ['u'] }, ledger: ['group.renamed'] },
    },
    {
      send: patch(
        '/Groups/{g}',
        { op: 'remove', path: 'members[value eq "{u}"]' },
        { op: 'add', path: 'members', value: [{ value: '{v}', display: 'another-{tag}@okta.local' }] },
      ),
      expect: { status: 204 },
      effect: { members: { g: ['v'] }, events: ['u access_change', 'v access_change'], ledger: ['membership.changed'] },
    },
    {
      send: patch('/Groups/{g}', {
        op: 'replace',
        path: 'members',
        value: [
          { value: '{u}', display: 'test' },
          { value: '{v}', display: 'another' },
        ],
      }),
      expect: { status: 204 },
      effect: { members: { g: ['u', 'v'] }, events: ['u access_change'], ledger: ['membership.changed'] },
    },
    {
      send: patch('/Users/{u}', { op: 'replace', value: { active: false } }),
      expect: { status: 200, body: { active: false } },
      effect: {
        person: { of: 'u', version: 1, status: 'inactive' },
        events: ['u leaver'],
        ledger: ['person.left', 'agent.suspended'],
        standing: { u: 'suspended', bot: 'suspended' },
      },
    },
    { ...read, expect: { status: 200, body: { active: false } } },
    { send: lookup('test-{tag}'), expect: { status: 200, finds: ['u'] }, effect: 'nothing' },
    {
      send: patch('/Users/{u}', { op: 'replace', value: { active: true } }),
      expect: { status: 200, body: { active: true } },
      effect: {
        person: { of: 'u', version: 1, status: 'active' },
        events: ['u reinstated'],
        ledger: ['person.reinstated', 'agent.cause-cleared'],
        standing: { u: 'active', bot: 'active' },
      },
    },
    {
      send: { method: 'DELETE', path: '/Groups/{g}' },
      expect: { status: 204, empty: true },
      effect: {
        groups: { g: { deleted: true } },
        events: ['u access_change', 'v access_change'],
        ledger: ['group.deleted', 'membership.changed'],
      },
    },
    { send: { path: '/Groups/{g}' }, expect: { status: 404 }, effect: 'nothing' },
  ],
};

const whole = { ...test, id: '{u}', meta: { resourceType: 'User' } };

/** A custom (App Integration Wizard) app: everything, `active` and members included, by GET and then PUT. */
export const oktaPut: Recording = {
  dialect: 'okta',
  headers,
  steps: [
    ...people,
    read,
    {
      send: { method: 'PUT', path: '/Users/{u}', body: { ...whole, displayName: 'Test Renamed' } },
      expect: { status: 200, body: { displayName: 'Test Renamed' } },
      effect: { person: { of: 'u', version: 1, displayName: 'Test Renamed' }, ledger: ['person.changed'] },
    },
    {
      send: { method: 'PUT', path: '/Users/{u}', body: { ...whole, displayName: 'Test Renamed' } },
      expect: { status: 200 },
      effect: 'nothing',
    },
    {
      send: {
        method: 'POST',
        path: '/Groups',
        body: { schemas: [GRP], displayName: 'Team', members: [{ value: '{u}', display: 'test' }] },
      },
      as: 'g',
      expect: { status: 201, body: { members: [{ value: '{u}' }] } },
      effect: { members: { g: ['u'] }, events: ['u access_change'], ledger: ['group.created', 'membership.changed'] },
    },
    {
      send: {
        method: 'PUT',
        path: '/Groups/{g}',
        body: { schemas: [GRP], id: '{g}', displayName: 'Team', members: [{ value: '{u}' }, { value: '{v}' }] },
      },
      expect: { status: 200 },
      effect: { members: { g: ['u', 'v'] }, events: ['v access_change'], ledger: ['membership.changed'] },
    },
    {
      send: {
        method: 'PUT',
        path: '/Groups/{g}',
        body: { schemas: [GRP], id: '{g}', displayName: 'Team of two', members: [{ value: '{v}' }] },
      },
      expect: { status: 200, body: { displayName: 'Team of two' } },
      effect: {
        members: { g: ['v'] },
        groups: { g: { displayName: 'Team of two' } },
        events: ['u access_change'],
        ledger: ['group.renamed', 'membership.changed'],
      },
    },
    read,
    {
      send: { method: 'PUT', path: '/Users/{u}', body: { ...whole, displayName: 'Test Renamed', active: false } },
      expect: { status: 200, body: { active: false } },
      effect: {
        person: { of: 'u', version: 1, status: 'inactive' },
        events: ['u leaver'],
        ledger: ['person.left', 'agent.suspended'],
        standing: { u: 'suspended', bot: 'suspended' },
      },
    },
    {
      send: { method: 'PUT', path: '/Users/{u}', body: { ...whole, displayName: 'Test Renamed', active: true } },
      expect: { status: 200, body: { active: true } },
      effect: {
        events: ['u reinstated'],
        ledger: ['person.reinstated', 'agent.cause-cleared'],
        standing: { u: 'active', bot: 'active' },
      },
    },
    {
      send: { method: 'DELETE', path: '/Groups/{g}' },
      expect: { status: 204 },
      effect: {
        groups: { g: { deleted: true } },
        events: ['v access_change'],
        ledger: ['group.deleted', 'membership.changed'],
      },
    },
  ],
};
