import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiTokens, Roles } from '@app/auth';
import { Db } from '@app/database';
import { DEFAULT_TENANT, newId, person, system } from '@app/kernel';
import { Sequencer } from '@app/ledger';
import { openApi } from '../support/api.js';
import { run } from '../support/database.js';

const other = '00000000-0000-7000-8000-0000000000ee';
const subject = newId();
let api: Awaited<ReturnType<typeof openApi>>;
let auditor: typeof api.admin;
let token: Record<string, string>;

const reference = 'GDPR 17 #4';
const say = (tenant = DEFAULT_TENANT) =>
  api.app.get(Db).write(system('test', tenant), async (tx) => {
    tx.record({ action: 'thing.done', subject, personal: { reason: 'because of Ada' } });
  });
const uids = (tenant = DEFAULT_TENANT) =>
  api.app.get(Db).read(system('test', tenant), async (tx) => {
    const rows = await tx.query<{ uid: string }[]>('SELECT uid FROM ledger_payload WHERE subject = $1 ORDER BY uid', [subject]); // prettier-ignore
    return rows.map(({ uid }) => uid);
  });

beforeAll(async () => {
  api = await openApi();
  const { scim } = await api.aSource();
  const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'aud@example.com', active: true };
  const { id } = (await scim('POST', '/Users', user)).json<{ id: string }>();
  await api.app.get(Roles).give(api.operator, id, 'auditor');
  auditor = await api.signedIn(id);
  const by = { actor: person(id, DEFAULT_TENANT), personId: id, method: 'link' } as const;
  const issued = await api.app.get(ApiTokens).issue(by, { name: 'monitor', scopes: ['ledger:read'], expiresAt: new Date(Date.now() + 86_400_000) }); // prettier-ignore
  token = { authorization: `Bearer ${issued.token}` };
  const { url } = api.app.get(Db)['dataSource'].options as unknown as { url: string };
  await run(url, 'INSERT INTO tenant (id, name) VALUES ($1, $2)', [other, 'other']);
  await Promise.all([say(), say(other)]);
  await api.app.get(Sequencer).run();
}, 60_000);
afterAll(() => api.close());

describe('personal fields over HTTP', () => {
  it('are opened by auditors, with a reason, on record, and of the own tenant only [payload.opened.http]', async () => {
    const [uid] = await uids();
    const [theirs] = await uids(other);
    const open = `/api/v1/ledger/entries/${uid}/open`;
    const reason = { reason: 'sample 7' };
    expect((await auditor.as('POST', open, reason)).json()).toMatchObject({
      entry: { uid, subject },
      fields: [{ path: 'reason', state: 'open', value: 'because of Ada' }],
    });
    const seen = await api.app.get(Db).read(system('test'), (tx) => tx.query<{ entry: string }[]>(`SELECT entry FROM ledger_pending WHERE type = 'payload.opened'`)); // prettier-ignore
    expect(seen).toHaveLength(1);
    expect(JSON.parse(seen[0]!.entry)).toMatchObject({
      subject: uid,
      actor: { kind: 'person', id: auditor.personId },
    });
    expect(seen[0]!.entry).not.toContain('sample 7');
    for (const [answer, status] of [
      [await auditor.as('POST', open, {}), 400],
      [await auditor.as('POST', `/api/v1/ledger/entries/${theirs}/open`, reason), 404],
      [await auditor.as('POST', '/api/v1/ledger/entries/x/open', reason), 400],
      [await api.admin.as('POST', open, reason), 403],
      [await api.send('POST', open, reason, token), 403],
      [await api.send('POST', open, reason), 401],
    ] as const) {
      expect(answer.statusCode).toBe(status);
    }
  });

  it('are held, erased and told of, by admins only, after a fresh sign-in [ledger.erasure.http]', async () => {
    const post = (path: string, body: object) => api.admin.as('POST', `/api/v1/ledger/${path}`, body);
    const held = await post('retention-holds', { subject, reference: 'lawsuit 4' });
    expect([held.statusCode, held.json()]).toEqual([200, expect.objectContaining({ subject, liftedAt: null })]);
    const asked = await post('erasures', { subject, reference });
    expect(asked.json()).toMatchObject({ subject, state: 'waiting', fields: null });
    const { id } = held.json<{ id: string }>();
    expect((await post(`retention-holds/${id}/lift`, { reference })).statusCode).toBeLessThan(300);
    expect((await post(`retention-holds/${id}/lift`, { reference })).problem()).toBe('retention-hold.unknown');
    expect((await post('erasures', { subject, reference })).json()).toMatchObject({ state: 'done', fields: 1 });
    for (const who of [auditor.as, api.admin.as]) {
      expect((await who('GET', '/api/v1/ledger/erasures')).json()).toMatchObject([{ state: 'done', subject }]);
      expect((await who('GET', '/api/v1/ledger/retention-holds')).json()).toMatchObject([{ id }]);
      expect((await who('GET', '/api/v1/ledger/anchors')).json()).toEqual([]);
    }
    const [uid] = await uids();
    const opened = await auditor.as('POST', `/api/v1/ledger/entries/${uid}/open`, { reason: 'sample' });
    expect(opened.json()).toMatchObject({ fields: [{ path: 'reason', state: 'erased' }] });
    const theirs = await api.app.get(Db).read(system('test', other), (tx) => tx.query<{ gone_at: unknown }[]>('SELECT gone_at FROM ledger_payload WHERE subject = $1', [subject])); // prettier-ignore
    expect(theirs).toEqual([{ gone_at: null }]);
    for (const path of ['erasures', 'retention-holds']) {
      const body = { subject, reference };
      expect((await auditor.as('POST', `/api/v1/ledger/${path}`, body)).statusCode).toBe(403);
      expect((await api.send('POST', `/api/v1/ledger/${path}`, body, token)).statusCode).toBe(403);
      expect((await post(path, { subject, reference: 'Ada <ada@example.com>' })).statusCode).toBe(400);
      for (const wrong of ['', 'ada@example.com', 'Ada Lovelace'])
        expect((await post(path, { subject: wrong, reference })).statusCode).toBe(400);
    }
  });
});
