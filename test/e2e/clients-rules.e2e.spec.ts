import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientRules, RegisteredClients } from '@app/auth';
import { Db } from '@app/database';
import { openApi } from '../support/api.js';

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const judged = (clientId: string) =>
  api.app.get(Db).read(api.operator, (tx) =>
    api.app.get(ClientRules).judge(tx, {
      clientId,
      name: 'x',
      redirectUris: ['http://localhost/callback'],
      registration: 'cimd',
    }),
  );
const rule = (over: object = {}) => ({ kind: 'cimd_domain', value: 'tools.example', effect: 'allow', ...over });

describe('client rules', () => {
  it('let a client in from when they are made until they end, and are in the ledger [clients.rules.api]', async () => {
    const clientId = 'https://app.tools.example/client.json';
    expect(await judged(clientId)).toBeNull();
    const made = await api.admin.as('POST', '/api/v1/client-rules', rule({ value: 'Tools.Example' }));
    expect(made.statusCode).toBe(201);
    const { id } = made.json<{ id: string }>();
    expect(await judged(clientId)).toMatchObject({ id, value: 'tools.example', requiresApproval: true });
    expect((await api.admin.as('POST', '/api/v1/client-rules', rule())).problem()).toBe('client-rule.exists');
    expect((await api.admin.as('DELETE', `/api/v1/client-rules/${id}`)).statusCode).toBe(204);
    expect(await judged(clientId)).toBeNull();
    expect((await api.admin.as('DELETE', `/api/v1/client-rules/${id}`)).problem()).toBe('client-rule.unknown');
    const entries = await api.app
      .get(Db)
      .read(api.operator, (tx) =>
        tx.query<{ type: string }[]>(
          `SELECT type FROM (SELECT type, subject FROM ledger_pending UNION ALL SELECT type, subject FROM ledger_entry) e WHERE subject = $1 ORDER BY type`,
          [id],
        ),
      );
    expect(entries.map(({ type }) => type)).toEqual(['client-rule.ended', 'client-rule.made']);
  });

  it.each([
    ['cimd_domain', 'com'],
    ['cimd_domain', 'tools.example:8443'],
    ['cimd_domain', 'https://tools.example'],
    ['cimd_domain', '10.0.0.1'],
    ['cimd_domain', 'user@tools.example'],
    ['redirect_host', 'javascript:'],
    ['redirect_host', 'tools.example/callback'],
  ])('of kind %s are not made for %s [clients.rules.values]', async (kind, value) => {
    const made = await api.admin.as('POST', '/api/v1/client-rules', rule({ kind, value }));
    expect(made.problem()).toBe('client-rule.invalid');
  });

  it('are made by administrators only [clients.rules.api]', async () => {
    expect((await api.send('POST', '/api/v1/client-rules', rule())).statusCode).toBe(401);
  });
});

describe('a client that an administrator wrote down', () => {
  it('comes with the rule that allows it, and goes with it [clients.registered]', async () => {
    const wanted = { name: 'Editor', applicationType: 'native', redirectUris: ['http://127.0.0.1/callback'] };
    const { id } = (await api.admin.as('POST', '/api/v1/clients', wanted)).json<{ id: string }>();
    const client = { clientId: id, redirectUris: wanted.redirectUris, registration: 'static' } as const;
    const found = () => api.app.get(Db).read(api.operator, (tx) => api.app.get(ClientRules).judge(tx, client));
    expect(await found()).toMatchObject({ kind: 'client_id', value: id });
    await api.app.get(RegisteredClients).end(api.operator, id);
    expect(await found()).toBeNull();
  });

  it.each(['http://evil.example/cb', 'javascript:alert(1)', 'https://a.example/#x'])(
    'is never sent to %s [clients.redirects]',
    async (uri) => {
      const answer = await api.admin.as('POST', '/api/v1/clients', { name: 'x', redirectUris: [uri] });
      expect(answer.problem()).toBe('client.redirect-invalid');
    },
  );
});
