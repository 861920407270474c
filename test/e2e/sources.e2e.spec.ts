import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DirectoryModule, ExpiringTokens, SourceActivity, SourceRates, Sources } from '@app/directory';
import { DEFAULT_TENANT, Refusal, newId } from '@app/kernel';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let sources: Sources;
beforeAll(async () => {
  world = await openWorld(DirectoryModule);
  sources = world.app.get(Sources);
});
afterAll(() => world.close());

const connected = () => sources.connect(hr, { name: newId(), dialect: 'lenient' });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
const told = async (id: string) =>
  (await world.ledger()).filter(({ subject }) => subject === id).map(({ type }) => type);

describe('a source is configured', () => {
  it('with defaults, which a change replaces one by one, from the next request on [directory.source.configure]', async () => {
    const { source, token } = await connected();
    expect(source).toMatchObject({ matching: ['externalId', 'userName'], extensions: [], agents: false });
    await sources.configure(hr, source.id, { mapping: { startDate: 'title' }, ratePerSecond: 5 });
    const { source: now } = await sources.authenticate(token);
    expect(now).toMatchObject({ mapping: { startDate: 'title' }, ratePerSecond: 5, dialect: 'lenient' });
    expect(await told(source.id)).toEqual(['source.configured', 'source.connected']);
  });

  it('and what changes nothing is not told [directory.source.configure]', async () => {
    const { source } = await connected();
    await sources.configure(hr, source.id, { agents: false, mapping: {} });
    expect(await told(source.id)).toEqual(['source.connected']);
  });

  it('but not unknown ones, nor under a name in use [directory.source.configure]', async () => {
    const [{ source }, other] = [await connected(), await connected()];
    expect(await codeOf(sources.configure(hr, newId(), { agents: true }))).toBe('source.unknown');
    expect(await codeOf(sources.configure(hr, source.id, { name: other.source.name }))).toBe('source.name-taken');
  });
});

describe('tokens of a source', () => {
  it('change over without a gap: both open until the old one is withdrawn [directory.token.rotation]', async () => {
    const { source, token } = await connected();
    const next = await sources.issueToken(hr, source.id, 30);
    const first = await sources.authenticate(token);
    expect((await sources.authenticate(next.token)).source.id).toBe(source.id);
    await sources.revokeToken(hr, source.id, first.tokenId);
    expect(await codeOf(sources.authenticate(token))).toBe('source.token-invalid');
    expect((await sources.authenticate(next.token)).tokenId).toBe(next.id);
    world.clock.pass(31);
    expect(await codeOf(sources.authenticate(next.token))).toBe('source.token-invalid');
    expect(await told(source.id)).toEqual(['source.connected', 'source.token-issued', 'source.token-revoked']);
  });

  it('are two at most, also when many are asked for at once; dead ones do not count [directory.token.two]', async () => {
    const { source } = await connected();
    // eight connections that are open already: else the first one is done before the others have come
    const warm = () => world.db.read(hr, (tx) => tx.query('SELECT pg_sleep(0.1)'));
    await Promise.all(Array.from({ length: 8 }, warm));
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => codeOf(sources.issueToken(hr, source.id))));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['done', 'source.two-tokens']));
    world.clock.pass(400);
    expect(await codeOf(sources.issueToken(hr, source.id))).toBe('done');
  });

  it('are withdrawn once, and only by their own source [directory.token.rotation]', async () => {
    const [{ source, token }, other] = [await connected(), await connected()];
    const { tokenId } = await sources.authenticate(token);
    expect(await codeOf(sources.revokeToken(hr, other.source.id, tokenId))).toBe('source.token-unknown');
    await sources.revokeToken(hr, source.id, tokenId);
    expect(await codeOf(sources.revokeToken(hr, source.id, tokenId))).toBe('source.token-unknown');
  });

  it('that end within thirty days and have no successor are told of, once [directory.token.expiring]', async () => {
    const { source } = await connected();
    const changing = await connected();
    const tell = async (id: string): Promise<number> => {
      await world.app.get(ExpiringTokens).tell(hr);
      return (await told(id)).filter((type) => type === 'source.token-expiring').length;
    };
    world.clock.pass(334);
    expect(await tell(source.id)).toBe(0);
    await sources.issueToken(hr, changing.source.id);
    world.clock.pass(1);
    expect([await tell(source.id), await tell(changing.source.id)]).toEqual([1, 0]);
    expect(await tell(source.id)).toBe(1);
    const deadline = new Date(world.clock.at.getTime() + 30 * 86_400_000).toISOString();
    const data = { sourceId: source.id, deadline };
    const mine = (await world.messages()).filter(({ payload }) => JSON.stringify(payload).includes(source.id));
    const payload = { template: 'source.token-expiring', to: { role: 'admin' }, data };
    expect(mine).toEqual([{ topic: 'notify', payload }]);
  });
});

describe('the log of a source', () => {
  it('holds requests, and the status page sums them up [directory.source.activity]', async () => {
    const activity = world.app.get(SourceActivity);
    const { source, token } = await connected();
    const { tokenId } = await sources.authenticate(token);
    const note = (minutesAgo: number, method: string, status: number, code: string | null = null): Date => {
      const at = new Date(world.clock.at.getTime() - minutesAgo * 60_000);
      const same = {
        id: newId(),
        sourceId: source.id,
        tokenId,
        route: '/scim/v2/Users',
        durationMs: 3,
        client: 'idp/1',
      };
      activity.note(DEFAULT_TENANT, { ...same, at, method, status, code });
      return at;
    };
    const oldest = note(25 * 60, 'POST', 409, 'person.user-name-taken');
    const write = note(90, 'POST', 201);
    note(30, 'GET', 404, 'person.unknown');
    note(20, 'PATCH', 400, 'scim.invalid-path');
    const last = note(10, 'GET', 200);
    await activity.flush();
    const status = await activity.status(hr, source);
    expect(status).toMatchObject({
      lastRequestAt: last,
      lastSuccessAt: last,
      lastWriteAt: write,
      lastHour: { requests: 3, writes: 1, errors: 1 },
      lastDay: { requests: 4, writes: 2, errors: 1 },
      tokens: [{ id: tokenId, lastUsedAt: last }],
      health: { state: 'healthy', lagSeconds: 600 },
    });
    expect(status.errors.map(({ code }) => code).toSorted()).toEqual(['person.unknown', 'scim.invalid-path']);
    const failed = await activity.log(hr, source.id, { limit: 2, errorsOnly: true });
    expect(failed.map(({ status: answered }) => answered)).toEqual([400, 404]);
    const older = await activity.log(hr, source.id, { limit: 9, errorsOnly: true, before: failed[1]!.id });
    expect(older.map(({ at }) => at)).toEqual([oldest]);
    world.clock.pass(29);
    expect(await activity.prune()).toBe(1);
    expect((await activity.log(hr, source.id, { limit: 9, errorsOnly: false })).map(({ at }) => at)).not.toContainEqual(
      oldest,
    );
  });
});

it('a source that asks too often waits, and no other with it [directory.source.rate]', async () => {
  const rates = world.app.get(SourceRates);
  const [one, other] = [
    { id: newId(), ratePerSecond: 2 },
    { id: newId(), ratePerSecond: 2 },
  ];
  const waits = [];
  for (let n = 0; n < 21; n++) waits.push(await rates.wait(one));
  expect(waits.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => null));
  expect(waits[20]).toBeGreaterThanOrEqual(1);
  expect(waits[20]).toBeLessThanOrEqual(10);
  expect(await rates.wait(other)).toBeNull();
});
