import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { BreakGlass, BreakGlassAccounts, Roles, WebSessions } from '@app/auth';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { openApi } from '../support/api.js';
import { SetClock } from '../support/set-clock.js';
import { SoftwareKey } from '../support/software-key.js';

const operator = system('test');
const clock = new SetClock();
const publicUrl = 'http://localhost';
let api: Awaited<ReturnType<typeof openApi>>;

type Handed = Awaited<ReturnType<BreakGlassAccounts['make']>>;
type Asked = { challengeId: string; options: { challenge: string } };

/** Each test comes from an address of its own, so that the limits do not add up. */
let address = '';
const post = (url: string, body: unknown) =>
  api.app
    .inject({ method: 'POST', url: `/sign-in/break-glass${url}`, payload: body as object, remoteAddress: address })
    .then((answer) => Object.assign(answer, { problem: () => answer.json<{ code: string }>().code }));

beforeAll(async () => {
  api = await openApi(undefined, { clock, publicUrl });
});
afterAll(() => api.close());
let tests = 0;
beforeEach(() => {
  clock.seconds = 0;
  address = `10.0.0.${++tests}`;
});

const registered = async ({ link }: Handed): Promise<SoftwareKey> => {
  const secret = new URL(link).hash.slice(1);
  const key = new SoftwareKey(publicUrl);
  const { challengeId, options } = (await post('/registration', { secret })).json<Asked>();
  const answer = await post('/registration/answer', { secret, challengeId, credential: key.register(options) });
  expect([answer.statusCode, answer.body]).toEqual([204, '']);
  return key;
};
const enable = (personId: string, who = api.admin) => who.as('POST', `/api/v1/break-glass/${personId}/enable`);
/** An account as it waits for an emergency. */
const ready = async (name: string): Promise<Handed & { key: SoftwareKey }> => {
  const handed = await api.app.get(BreakGlassAccounts).make(name);
  const key = await registered(handed);
  expect((await enable(handed.personId)).statusCode).toBe(204);
  return { ...handed, key };
};
const asked = async ({ name, password }: Handed): Promise<Asked> => {
  const answer = await post('', { name, password });
  expect([answer.statusCode, answer.body]).toEqual([200, expect.stringContaining('challenge')]);
  return answer.json<Asked>();
};
const signIn = async (account: Handed & { key: SoftwareKey }) => {
  const { challengeId, options } = await asked(account);
  return post('/answer', { challengeId, credential: account.key.answer(options) });
};
const counts = async (table: string): Promise<Record<string, number>> => {
  const type = table === 'outbox' ? `payload -> 'data' ->> 'event'` : 'type';
  const from =
    table === 'outbox'
      ? `outbox WHERE topic = 'notify' AND payload ->> 'template' = 'break-glass.alarm'`
      : `(SELECT type FROM ledger_pending UNION ALL SELECT type FROM ledger_entry) e WHERE type LIKE 'break-glass.%'`;
  const rows = await api.app
    .get(Db)
    .read(operator, (tx) =>
      tx.query<{ type: string; n: number }[]>(`SELECT ${type} AS type, count(*)::int AS n FROM ${from} GROUP BY 1`),
    );
  return Object.fromEntries(rows.map(({ type: name, n }) => [name.replace('break-glass.', ''), n]));
};

describe('a break-glass account', () => {
  it('is made closed, and opens only with a key and by an administrator who just signed in [auth.glass.off]', async () => {
    const handed = await api.app.get(BreakGlassAccounts).make('glass-1');
    expect(handed.link.startsWith(`${publicUrl}/break-glass#`)).toBe(true);
    expect((await post('', { name: 'glass-1', password: handed.password })).problem()).toBe('break-glass.refused');
    expect((await enable(handed.personId)).problem()).toBe('break-glass.no-key');
    await registered(handed);
    expect((await post('', { name: 'glass-1', password: handed.password })).problem()).toBe('break-glass.refused');
    clock.seconds = 301;
    expect((await enable(handed.personId)).problem()).toBe('session.step-up-required');
    clock.seconds = 0;
    expect((await enable(handed.personId)).statusCode).toBe(204);
    expect((await api.admin.as('GET', '/api/v1/break-glass')).json()).toMatchObject([
      { name: 'glass-1', state: 'enabled', keys: 1 },
    ]);
  });

  it('signs in by password and security key, once, for half an hour, as administrator [auth.glass.once]', async () => {
    const account = await ready('glass-1');
    const opened = await signIn(account);
    expect(opened.statusCode).toBe(200);
    const cookie = String(opened.headers['set-cookie']).split(';')[0]!;
    const headers = { cookie, 'x-csrf-token': opened.json<{ csrfToken: string }>().csrfToken };
    const me = () => api.send('GET', '/api/v1/session', undefined, headers);
    expect((await me()).json()).toMatchObject({ method: 'break_glass', roles: ['admin', 'security_operator'] });
    clock.seconds = 1500; // an emergency takes longer than a step-up lasts
    const given = await api.send(
      'POST',
      `/api/v1/people/${api.admin.personId}/roles`,
      { role: 'reviewer', reason: 'emergency' },
      headers,
    );
    expect(given.statusCode).toBe(201);
    const again = await api.send('POST', `/api/v1/break-glass/${account.personId}/enable`, undefined, headers);
    expect(again.problem()).toBe('break-glass.not-by-itself');
    const wanted = { name: 'later', scopes: ['people:read'], expiresAt: new Date(Date.now() + 86_400_000) };
    const kept = await api.send('POST', '/api/v1/api-tokens', wanted, headers);
    expect(kept.problem()).toBe('break-glass.not-by-itself'); // nothing outlives the emergency
    clock.seconds = 1799;
    expect((await me()).statusCode).toBe(200);
    clock.seconds = 1800;
    expect((await me()).statusCode).toBe(401);
    clock.seconds = 0;
    expect((await post('', { name: account.name, password: account.password })).problem()).toBe('break-glass.refused');
    expect((await api.admin.as('GET', '/api/v1/break-glass')).json()).toMatchObject([{ state: 'locked' }]);
    expect((await enable(account.personId)).statusCode).toBe(204);
    expect((await signIn(account)).statusCode).toBe(200);
  });

  it('opens for one of many simultaneous answers [auth.glass.once]', async () => {
    const account = await ready('glass-1');
    const challenges = [];
    for (let i = 0; i < 3; i++) {
      address = `10.1.0.${i}`;
      challenges.push(await asked(account));
    }
    const answers = await Promise.all(
      challenges.flatMap(({ challengeId, options }, i) => {
        const credential = account.key.answer(options);
        return [0, 1].map((twice) => {
          address = `10.2.${i}.${twice}`;
          return post('/answer', { challengeId, credential });
        });
      }),
    );
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual([
      '200',
      ...Array<string>(5).fill('401'),
    ]);
  });

  it('is not opened by anything but its own key, here, for this challenge [auth.glass.key]', async () => {
    const account = await ready('glass-2');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const wrong = [
      { key: privateKey },
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
      { flags: 0x01 }, // nobody was asked for a PIN
      { flags: 0x04 }, // nobody touched it
      { counter: 0 },
    ];
    await api.app.get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.key-used', subject: account.personId });
      await tx.query('UPDATE break_glass_key SET counter = 5 WHERE person_id = $1', [account.personId]);
    });
    for (const [i, fault] of wrong.entries()) {
      address = `10.3.0.${i}`;
      const { challengeId, options } = await asked(account);
      const answer = await post('/answer', { challengeId, credential: account.key.answer(options, fault) });
      expect([fault, answer.statusCode, answer.problem()]).toEqual([fault, 401, 'break-glass.refused']);
    }
    address = '10.3.1.1';
    const { challengeId, options } = await asked(account);
    const stranger = new SoftwareKey(publicUrl).answer(options);
    expect((await post('/answer', { challengeId, credential: stranger })).statusCode).toBe(401);
    const other = await asked(account);
    const forOther = account.key.answer({ challenge: newId() }, { counter: 9 });
    expect((await post('/answer', { challengeId: other.challengeId, credential: forOther })).statusCode).toBe(401);
    address = '10.3.1.2';
    const late = await asked(account);
    clock.seconds = 121;
    const answer = account.key.answer(late.options, { counter: 9 });
    expect((await post('/answer', { challengeId: late.challengeId, credential: answer })).statusCode).toBe(401);
    clock.seconds = 0;
    account.key.counter = 20;
    expect((await signIn(account)).statusCode).toBe(200);
  });

  it('takes a link to register a key once, within an hour, and a key only by its link [auth.glass.link]', async () => {
    const handed = await api.app.get(BreakGlassAccounts).make('glass-2');
    const secret = new URL(handed.link).hash.slice(1);
    expect((await post('/registration', { secret: 'wrong' })).problem()).toBe('break-glass.refused');
    const begun = (await post('/registration', { secret })).json<Asked>();
    const forged = new SoftwareKey(publicUrl).register(begun.options, { origin: 'https://evil.example' });
    const body = { secret, challengeId: begun.challengeId, credential: forged };
    expect((await post('/registration/answer', body)).problem()).toBe('break-glass.refused');
    clock.seconds = 3600;
    expect((await post('/registration', { secret })).problem()).toBe('break-glass.refused');
    clock.seconds = 0;
    await registered(handed);
    expect((await post('/registration', { secret })).problem()).toBe('break-glass.refused');
  });

  it('stands alone with another one: there are two at most [auth.glass.two]', async () => {
    const accounts = api.app.get(BreakGlassAccounts);
    for (const name of ['glass-1', 'glass-2']) await accounts.make(name);
    await expect(accounts.make('glass-3')).rejects.toMatchObject({ code: 'break-glass.two-accounts' });
    expect(await accounts.list(operator)).toHaveLength(2);
  });

  it('gives its person no role and no other way in [auth.glass.no-role]', async () => {
    const [account] = await api.app.get(BreakGlassAccounts).list(operator);
    expect(await api.app.get(Roles).list(operator, account!.personId)).toEqual([]);
    const linked = await api.signedIn(account!.personId);
    expect((await linked.as('GET', '/api/v1/session')).json()).toMatchObject({ method: 'link', roles: [] });
  });

  it('keeps neither password nor link [auth.glass.hashed]', async () => {
    const { password, link } = await api.app.get(BreakGlassAccounts).make('glass-1');
    const rows = await api.app
      .get(Db)
      .read(operator, (tx) =>
        tx.query<unknown[]>(
          `SELECT encode(password_hash, 'escape'), encode(salt, 'escape'), encode(invitation_hash, 'escape'), * FROM break_glass_account`,
        ),
      );
    for (const secret of [password, password.replaceAll('-', ''), new URL(link).hash.slice(1)]) {
      expect(JSON.stringify(rows)).not.toContain(secret);
    }
  });
});

describe('every attempt', () => {
  it('is recorded and told to administrators and security operators [auth.glass.alarm]', async () => {
    const before = [await counts('ledger'), await counts('outbox')];
    const log = vi.spyOn(Logger.prototype, 'warn');
    const account = await ready('glass-1');
    await post('', { name: 'glass-1', password: 'wrong' });
    await post('', { name: 'nobody', password: 'wrong' });
    expect((await signIn(account)).statusCode).toBe(200);
    expect(log.mock.calls.map(([text]) => String(text))).toContain('signed-in: glass-1');
    log.mockRestore();
    const after = [await counts('ledger'), await counts('outbox')];
    const more = (i: 0 | 1, event: string) => (after[i]![event] ?? 0) - (before[i]![event] ?? 0);
    for (const i of [0, 1] as const) {
      expect(
        ['key-registered', 'enabled', 'attempt-refused', 'password-accepted', 'signed-in'].map((event) =>
          more(i, event),
        ),
      ).toEqual([1, 1, 2, 1, 1]);
    }
    const [row] = await api.app
      .get(Db)
      .read(operator, (tx) =>
        tx.query<{ to: unknown }[]>(
          `SELECT payload -> 'to' AS "to" FROM outbox WHERE payload ->> 'template' = 'break-glass.alarm' LIMIT 1`,
        ),
      );
    expect(row!.to).toEqual({ roles: ['admin', 'security_operator'] });
  });

  it('beyond five in a quarter of an hour from one address is refused unseen [auth.glass.limit]', async () => {
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await post('', { name: 'nobody', password: 'x' })).statusCode);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('counts a whole IPv6 network as one address [auth.glass.network]', async () => {
    const statuses = [];
    for (let i = 0; i < 6; i++) {
      address = `2001:db8:1:2::${i}`;
      statuses.push((await post('', { name: 'nobody', password: 'x' })).statusCode);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('of a flood is told a hundred times, while whoever has the key still comes in [auth.glass.flood]', async () => {
    const account = await ready('glass-2');
    const glass = api.app.get(BreakGlass);
    await Promise.allSettled(Array.from({ length: 110 }, (_, i) => glass.begin('nobody', 'x', `stranger ${i}`)));
    for (const where of ['ledger', 'outbox']) expect((await counts(where))['attempt-refused']).toBe(100);
    expect((await signIn(account)).statusCode).toBe(200);
  });

  it('says the same whatever is wrong, and takes the same time [auth.glass.limit]', async () => {
    const { name } = await ready('glass-2');
    const took = async (who: string): Promise<number> => {
      const from = performance.now();
      await post('', { name: who, password: 'wrong' });
      return performance.now() - from;
    };
    const [known, unknown] = [await took(name), await took('nobody')];
    expect(Math.min(known, unknown)).toBeGreaterThan(20); // scrypt was worked through for both
  });
});

it('a security operator closes an account at once [auth.glass.off]', async () => {
  const account = await ready('glass-1');
  const watch = await api.signedIn((await api.app.get(BreakGlassAccounts).list(operator))[1]!.personId);
  await api.app.get(Roles).give(operator, watch.personId, 'security_operator');
  expect((await enable(account.personId, watch)).problem()).toBe('role.missing');
  const begun = await asked(account);
  expect((await watch.as('POST', `/api/v1/break-glass/${account.personId}/disable`)).statusCode).toBe(204);
  const late = await post('/answer', { challengeId: begun.challengeId, credential: account.key.answer(begun.options) });
  expect(late.problem()).toBe('break-glass.refused');
  expect(await api.app.get(WebSessions).list(operator, account.personId)).toEqual([]);
});
