import { type JWK, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Bootstrap, KeyRotation, SigningKeys } from '@app/auth';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { newId, system } from '@app/kernel';
import { keyedAgent, oauthAt } from '../support/oauth.js';
import { openWholeHouse } from '../support/whole-house.js';

const operator = system('test');
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let oauth: ReturnType<typeof oauthAt>;
let agent: Awaited<ReturnType<typeof keyedAgent>>;

beforeAll(async () => {
  house = await openWholeHouse();
  oauth = oauthAt(house.url);
  agent = await keyedAgent(house.app, (await house.app.get(Bootstrap).admin('ada@example.com')).personId);
});
afterAll(() => house.close());

const keys = () => house.app.get(KeyRotation);
const token = async () => (await oauth.token(agent)).body.access_token!;
const kid = (jwt: string) => decodeProtectedHeader(jwt).kid!;
const published = async (): Promise<string[]> => {
  const { keys: found } = (await (await fetch(`${oauth.issuer}/jwks`)).json()) as { keys: JWK[] };
  expect(JSON.stringify(found)).not.toContain('"d"');
  return found.map((key) => key.kid!);
};
const knock = async (jwt: string): Promise<number> => {
  const headers = { authorization: `Bearer ${jwt}`, 'content-type': 'application/json', accept: 'application/json' };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  const answer = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: { ...headers, 'mcp-protocol-version': '2025-11-25' },
    body,
  });
  await answer.text();
  return answer.status;
};
/** As if so much time had gone by since the keys were made and changed. */
const pass = (minutes: number) =>
  house.app.get(Db).write(operator, async (tx) => {
    tx.record({ action: 'test.time-passed', subject: 'keys' });
    const past = `make_interval(mins => $1)`;
    await tx.query(`UPDATE token_key SET signs_from = signs_from - ${past}, retired_at = retired_at - ${past}`, [
      minutes,
    ]);
    await house.app.get(Fence, { strict: false }).touch(tx, [newId()], 'tokens');
  });

describe('keys that sign tokens', () => {
  it('follow one another: published, then signing, then still believed, then gone [keys.rotation]', async () => {
    const first = await token();
    expect(await published()).toEqual([kid(first)]);

    const next = await keys().rotate(operator);
    expect(next.phase).toBe('next');
    expect(await published()).toEqual([kid(first), next.kid]);
    expect(kid(await token())).toBe(kid(first));

    await pass(61);
    const second = await token();
    expect(kid(second)).toBe(next.kid);
    expect(await published()).toEqual([next.kid, kid(first)]);
    expect([await knock(first), await knock(second)]).toEqual([200, 200]);

    await pass(10);
    expect(await published()).toEqual([next.kid]);
    expect([await knock(first), await knock(second)]).toEqual([401, 200]); // also the one that was verified before
    await keys().sweep();
    expect((await keys().list(operator)).map((key) => key.kid)).toEqual([next.kid]);
  });

  it('are rotated once, however many ask at once [keys.rotation.once]', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => keys().rotate(operator)));
    expect(new Set(made.map((key) => key.kid)).size).toBe(1);
    expect(await published()).toHaveLength(2);
    await pass(61);
  });

  it('are thrown away at once when one may be stolen, with every token they signed [keys.replace]', async () => {
    const before = await token();
    expect(await knock(before)).toBe(200);
    const { kid: fresh } = await keys().replace(operator, 'stolen');
    expect(await knock(before)).toBe(401);
    expect(await published()).toEqual([fresh]);
    const after = await token();
    expect([kid(after), await knock(after)]).toEqual([fresh, 200]);
  });

  it('are not brought back by a reading that began before and ends later [keys.replace]', async () => {
    const before = await token();
    expect(await knock(before)).toBe(200);
    const signing = house.app.get(SigningKeys);
    const load = signing.load.bind(signing);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const old = vi.spyOn(signing, 'load').mockImplementationOnce(async (tx) => {
      const apply = await load(tx);
      await gate;
      return apply;
    });
    Object.assign(signing, { readAt: -Infinity }); // as if nobody had asked for some seconds
    const strangers = signing.verifying('unknown');
    await vi.waitFor(() => expect(old).toHaveBeenCalled());
    await keys().replace(operator, 'stolen as well');
    open();
    expect(await strangers).toBeUndefined();
    expect(await knock(before)).toBe(401);
  });

  it('are rotated by a timer after thirty days, and not before [keys.due]', async () => {
    expect(await keys().rotateDue(operator)).toBe(false);
    await pass(30 * 1440);
    expect(await keys().rotateDue(operator)).toBe(true);
    expect(await keys().rotateDue(operator)).toBe(false);
  });
});
