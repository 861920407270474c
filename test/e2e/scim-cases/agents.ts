import { LIST, PO, type Row, type Step, USR, user } from './case.js';

const AGENT = 'urn:ietf:params:scim:schemas:core:2.0:Agent';
const source = { agents: true };
const post = (body: object) => ({ method: 'POST' as const, path: '/Agents', body: { schemas: [AGENT], ...body } });
const bot: Step = {
  as: 'bot',
  ...post({
    agentUserName: 'bot-{tag}',
    externalId: 'A1',
    displayName: 'Bot',
    active: true,
    owners: [{ value: '{u}' }],
  }),
};
const row = (
  id: string,
  send: Row['send'],
  expect: Row['expect'],
  given: Step[] = [user('u'), bot],
  effect: Row['effect'] = 'nothing',
): Row => ({
  id,
  source,
  given,
  send,
  expect,
  effect,
});

/** Agents that a provider pushes (draft-wzdk-scim-agent-resource), what it may read of them, and of access. */
export const agents: readonly Row[] = [
  row(
    'agents.get',
    { path: '/Agents/{bot}' },
    {
      status: 200,
      body: {
        id: '{bot}',
        agentUserName: 'bot-{tag}',
        externalId: 'A1',
        active: true,
        owners: [{ value: '{u}' }],
        meta: { resourceType: 'Agent' },
      },
    },
  ),
  row('agents.list', { path: '/Agents' }, { status: 200, body: { schemas: [LIST], totalResults: 1 }, finds: ['bot'] }),
  row('agents.filter', { path: '/Agents', query: { filter: 'externalId eq "A1"' } }, { status: 200, finds: ['bot'] }),
  row(
    'agents.filter.name',
    { path: '/Agents', query: { filter: 'agentUserName eq "BOT-{tag}"' } },
    { status: 200, finds: ['bot'] },
  ),
  row('agents.filter.none', { path: '/Agents', query: { filter: 'externalId eq "A2"' } }, { status: 200, found: 0 }),
  row('agents.unknown', { path: '/Agents/019303d0-0000-7000-8000-000000000000' }, { status: 404 }),
  row(
    'agents.without-name',
    post({ displayName: 'x', owners: [{ value: '{u}' }] }),
    { status: 400, scimType: 'invalidValue' },
    [user('u')],
  ),
  row(
    'agents.owner-unknown',
    post({ agentUserName: 'b-{tag}', owners: [{ value: '019303d0-0000-7000-8000-000000000000' }] }),
    { status: 400, scimType: 'invalidValue' },
    [],
  ),
  row('agents.name-taken', post({ agentUserName: 'BOT-{tag}', externalId: 'A2', owners: [{ value: '{u}' }] }), {
    status: 409,
    scimType: 'uniqueness',
  }),
  row(
    'agents.of-nobody',
    post({ agentUserName: 'b-{tag}', externalId: 'A3' }),
    { status: 400, scimType: 'invalidValue' },
    [],
  ),
  {
    ...row(
      'agents.switched-off',
      post({ agentUserName: 'b-{tag}', owners: [{ value: '{u}' }] }),
      { status: [403, 404, 501] },
      [user('u')],
    ),
    source: {},
  },
  { ...row('agents.switched-off.list', { path: '/Agents' }, { status: [403, 404, 501] }, []), source: {} },
  row(
    'agents.type',
    { path: '/ResourceTypes/Agent' },
    { status: 200, body: { endpoint: '/Agents', schema: AGENT } },
    [],
  ),
  row('agents.schema', { path: `/Schemas/${AGENT}` }, { status: 200, body: { id: AGENT } }, []),
  row(
    'agents.config',
    { path: '/ServiceProviderConfig' },
    { status: 200, body: { agentExtension: { supported: true, agentsSupported: true } } },
    [],
  ),
  row(
    'agents.applications',
    { path: '/AgenticApplications' },
    { status: 200, body: { schemas: [LIST], totalResults: 0 } },
    [],
  ),
  row(
    'agents.applications.read-only',
    { method: 'POST', path: '/AgenticApplications', body: { name: 'x' } },
    { status: [403, 404, 405, 501] },
    [],
  ),
  row(
    'agents.twice',
    {
      method: 'PATCH',
      path: '/Agents/{bot}',
      body: { schemas: [PO], Operations: [{ op: 'replace', path: 'displayName', value: 'Bot' }] },
    },
    { status: [200, 204] },
  ),
  row('agents.not-a-user', { path: '/Users/{bot}' }, { status: 404 }),
  row(
    'agents.schemas-of-something-else',
    { method: 'POST', path: '/Agents', body: { schemas: [USR], agentUserName: 'x-{tag}', owners: [{ value: '{u}' }] } },
    { status: 400, scimType: 'invalidSyntax' },
    [user('u')],
  ),
  row(
    'agents.switched-off-upstream',
    {
      method: 'PATCH',
      path: '/Agents/{bot}',
      body: { schemas: [PO], Operations: [{ op: 'replace', path: 'active', value: false }] },
    },
    { status: 200, body: { active: false } },
    [user('u'), bot],
    {
      standing: { bot: 'suspended' },
    },
  ),
];
