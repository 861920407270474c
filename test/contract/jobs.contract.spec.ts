import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplicationContext, Inject, Module, type Type } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Db, type WriteTx } from '@app/database';
import { DeadLetters, JobsWorkerModule, Reconciler, Subscriptions, Timers } from '@app/jobs';
import { DEFAULT_TENANT, Refusal, newId, system } from '@app/kernel';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase, run } from '../support/database.js';
import { type RedisServer, redisIsInstalled, startRedis } from '../support/redis.js';

const ci = process.env['CI'] === 'true';
const withRedis = redisIsInstalled();
if (!withRedis) process.stderr.write('redis-server is not in PATH: the jobs contract runs on PostgreSQL only\n');

it.runIf(ci)('is run on Redis too in CI [jobs.backends]', () => expect(withRedis).toBe(true));

const hr = system('hr');
type Work = Parameters<Subscriptions['on']>[2];
const backends = withRedis ? (['postgresql', 'redis'] as const) : (['postgresql'] as const);

/** A module that does something with a provider while it starts, as libs do. */
function moduleWith<T>(provider: Type<T>, work: (provided: T) => void): Type {
  class Starting {
    constructor(provided: T) {
      work(provided);
    }
  }
  Inject(provider)(Starting, undefined, 0);
  Module({})(Starting);
  return Starting;
}

describe.each(backends)('jobs on %s', { timeout: 30_000 }, (backend) => {
  let redis: RedisServer | undefined;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  const open: INestApplicationContext[] = [];
  let app: INestApplicationContext;

  beforeAll(async () => {
    if (backend === 'redis') redis = await startRedis();
    database = await freshDatabase();
    await sql('CREATE TABLE effect (message text, handler text, tenant text)');
    app = await worker();
  });
  afterAll(async () => {
    await close(...open);
    await redis?.stop();
    await database.drop();
  });

  const sql = async <Row>(text: string, values?: unknown[]): Promise<Row[]> =>
    (await run(database.url, text, values)).rows as Row[];
  async function worker(...modules: Type[]): Promise<INestApplicationContext> {
    const surroundings = surroundingsOf(database.url, { redisUrl: redis?.url });
    const context = await openContext(surroundings, JobsWorkerModule, ...modules);
    open.push(context);
    return context;
  }
  async function close(...contexts: INestApplicationContext[]): Promise<void> {
    for (const context of contexts) open.splice(open.indexOf(context), 1);
    await Promise.all(contexts.map((context) => context.close()));
  }
  const effect =
    (handler: string, work?: (tx: WriteTx) => Promise<void>): Work =>
    async (tx, payload) => {
      await tx.query('INSERT INTO effect VALUES ($1, $2, $3)', [payload['is'], handler, tx.actor.tenant]);
      await work?.(tx);
      tx.record({ action: 'effect.made', subject: String(payload['is']) });
      return 'done';
    };
  const subscribe = (topic: string, handler: string, work?: (tx: WriteTx) => Promise<void>) =>
    app.get(Subscriptions).on(topic, handler, effect(handler, work));
  const send = (topic: string, is: string, tenant = DEFAULT_TENANT) =>
    app.get(Db).write(system('hr', tenant), async (tx) => {
      tx.record({ action: 'thing.happened', subject: is });
      tx.send({ topic, payload: { is } });
    });
  const effects = (is: string) =>
    sql<{ handler: string; tenant: string }>('SELECT handler, tenant FROM effect WHERE message = $1', [is]);
  const seen = (is: string, ...handlers: string[]) =>
    vi.waitFor(async () => expect((await effects(is)).map(({ handler }) => handler).sort()).toEqual(handlers), {
      timeout: 15_000,
      interval: 20,
    });
  const asOwner = async (text: string, values: unknown[] = []): Promise<unknown[]> =>
    app.get(Db).upkeep('every-tenant', (tx) => tx.query(text, values));
  const idle = () =>
    vi.waitFor(async () => expect(await asOwner('SELECT FROM outbox WHERE sent_at IS NULL')).toEqual([]));

  it('are delivered after the commit, to each handler [jobs.deliver]', async () => {
    subscribe('a.delivered', 'first');
    subscribe('a.delivered', 'second');
    await send('a.delivered', 'delivered');
    await seen('delivered', 'first', 'second');
    expect(await asOwner('SELECT handler FROM processed ORDER BY handler')).toEqual([
      { handler: 'first' },
      { handler: 'second' },
    ]);
  });

  it('are not delivered when the write is rolled back [jobs.atomic]', async () => {
    subscribe('a.undone', 'undone');
    const undone = app.get(Db).write(hr, async (tx) => {
      tx.record({ action: 'thing.happened', subject: 'undone' });
      tx.send({ topic: 'a.undone', payload: { is: 'undone' } });
      await tx.query('SELECT 1 / 0');
    });
    await expect(undone).rejects.toThrow('division by zero');
    await send('a.undone', 'after');
    await seen('after', 'undone');
    expect(await effects('undone')).toEqual([]);
    expect(await asOwner(`SELECT FROM outbox WHERE payload->>'is' = 'undone'`)).toEqual([]);
  });

  it('take effect once however often they are delivered [jobs.once]', async () => {
    let tries = 0;
    let hold = true;
    subscribe('a.repeated', 'once', async () => {
      tries++;
      while (hold) await pause(10);
    });
    await send('a.repeated', 'repeated');
    await vi.waitFor(() => expect(tries).toBe(1));
    // delivered again while the first delivery is still at work
    const [message] = (await asOwner(`SELECT id FROM outbox WHERE payload->>'is' = 'repeated'`)) as { id: string }[];
    await loseEverything(); // else the queue would know the job by its id
    await asOwner('UPDATE outbox SET sent_at = NULL WHERE id = $1', [message!.id]);
    await vi.waitFor(async () =>
      expect(
        await sql(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO processed%'`),
      ).toHaveLength(1),
    );
    hold = false;
    await seen('repeated', 'once');
    await asOwner('UPDATE outbox SET sent_at = NULL WHERE id = $1', [message!.id]);
    await idle();
    await send('a.repeated', 'sentinel');
    await seen('sentinel', 'once');
    expect(await effects('repeated')).toHaveLength(1);
  });

  it('are tried again after a failure, of which nothing stays, and without repeating the others [jobs.retry]', async () => {
    let failures = 1;
    subscribe('a.retried', 'steady');
    subscribe('a.retried', 'shaky', async () => {
      if (failures-- > 0) throw new Error('not now');
    });
    await send('a.retried', 'retried');
    await seen('retried', 'shaky', 'steady');
    expect(failures).toBe(-1);
  });

  it('are kept when a handler gives up, and done when a person asks again [jobs.dead-letter]', async () => {
    let broken = true;
    subscribe('a.lost', 'lost', async () => {
      if (broken) throw new Error('for good');
    });
    subscribe('a.lost', 'other');
    await send('a.lost', 'lost');
    const letters = app.get(DeadLetters);
    await vi.waitFor(async () => expect(await letters.list(hr)).toHaveLength(1), { timeout: 20_000, interval: 100 });
    const [letter] = await letters.list(hr);
    expect(letter).toMatchObject({ handler: 'lost', topic: 'a.lost', error: 'for good', attempts: 5 });
    expect(await letters.list(system('hr', newId()))).toEqual([]);
    const unknown = letters.retry(hr, letter!.messageId, 'other');
    await expect(unknown).rejects.toEqual(new Refusal('dead-letter.unknown'));
    // given up, it is not sent again by itself
    expect(await app.get(Reconciler).resend(0)).toBe(0);
    broken = false;
    await letters.retry(hr, letter!.messageId, 'lost');
    await seen('lost', 'lost', 'other');
    expect(await letters.list(hr)).toEqual([]);
    expect(await sql(`SELECT FROM ledger_pending`)).toEqual([]); // the wall of the tenant
    expect(
      await asOwner(
        `SELECT type FROM ledger_pending WHERE type = 'dead-letter.retried' UNION ALL
         SELECT type FROM ledger_entry WHERE type = 'dead-letter.retried'`,
      ),
    ).toHaveLength(1);
  });

  it('are done by the reconciler when the queue has lost them [jobs.reconcile]', async () => {
    let started = 0;
    subscribe('a.vanished', 'vanished', async () => {
      if (started++ === 0) throw new Error('later'); // now it waits in the queue for its second attempt
    });
    await send('a.vanished', 'vanished');
    await vi.waitFor(() => expect(started).toBe(1));
    await loseEverything();
    expect(await app.get(Reconciler).resend(3_600_000)).toBe(0); // not overdue
    expect(await app.get(Reconciler).resend(0)).toBeGreaterThan(0);
    await seen('vanished', 'vanished');
    await idle();
    expect(await app.get(Reconciler).resend(0)).toBe(0);
  });

  it('of two tenants are served by one worker, each within its own walls [jobs.tenants]', async () => {
    const other = newId();
    await sql(`INSERT INTO tenant (id, name) VALUES ($1, 'other')`, [other]);
    let rows = -1;
    subscribe('a.walled', 'walled', async (tx) => {
      const visible = await tx.query<unknown[]>('SELECT FROM outbox WHERE tenant_id <> current_tenant()');
      rows = visible.length;
    });
    await send('a.walled', 'mine');
    await send('a.walled', 'theirs', other);
    await seen('mine', 'walled');
    await seen('theirs', 'walled');
    expect([(await effects('mine'))[0]?.tenant, (await effects('theirs'))[0]?.tenant]).toEqual([DEFAULT_TENANT, other]);
    expect(rows).toBe(0);
  });

  it('that find nothing to do leave nothing, and are not done again [jobs.nothing-to-do]', async () => {
    let runs = 0;
    app.get(Subscriptions).on('a.void', 'void', async (tx) => {
      runs++;
      await tx.query(`INSERT INTO effect VALUES ('void', 'void', '')`);
      return 'nothing-to-do';
    });
    await send('a.void', 'void');
    await vi.waitFor(async () => expect(await asOwner(`SELECT FROM processed WHERE handler = 'void'`)).toHaveLength(1));
    await app.get(Reconciler).resend(0);
    await idle();
    expect([runs, await effects('void')]).toEqual([1, []]);
  });

  it('are forgotten when they are long done, not when they are given up or undone [jobs.sweep]', async () => {
    await idle();
    const left = async () => (await asOwner('SELECT FROM outbox')).length;
    expect(await app.get(Reconciler).sweep(3_600_000)).toBe(0);
    const before = await left();
    const [kept] = (await asOwner('SELECT id FROM outbox LIMIT 1')) as { id: string }[];
    const [{ tenant } = { tenant: '' }] = (await asOwner('SELECT tenant_id AS tenant FROM outbox WHERE id = $1', [
      kept!.id,
    ])) as { tenant: string }[];
    await app
      .get(Db)
      .upkeep(tenant, (tx) => tx.query(`INSERT INTO dead_letter VALUES ($1, 'gone', $2, 'x', 1)`, [kept!.id, tenant]));
    const never = newId();
    await app
      .get(Db)
      .upkeep(DEFAULT_TENANT, (tx) =>
        tx.query(`INSERT INTO outbox (id, topic, payload, sent_at) VALUES ($1, 'a.void', '{}', now())`, [never]),
      );
    expect(await app.get(Reconciler).sweep(0)).toBe(before - 1);
    expect(((await asOwner('SELECT id FROM outbox')) as { id: string }[]).map(({ id }) => id).sort()).toEqual(
      [kept!.id, never].sort(),
    );
  });

  it.runIf(backend === 'redis')(
    'wait in the outbox while the queue is down, and delay no write [jobs.queue-down]',
    async () => {
      subscribe('a.patient', 'patient');
      const port = Number(new URL(redis!.url).port);
      await redis!.stop();
      const from = performance.now();
      await send('a.patient', 'patient');
      expect(performance.now() - from).toBeLessThan(1000);
      // a worker ends although it lost the queue; another starts, and ends, although it never reached it
      const patient = moduleWith(Subscriptions, (them) => them.on('a.patient', 'patient', effect('patient')));
      const bounded = async (context: INestApplicationContext) => {
        const since = performance.now();
        await close(context);
        expect(performance.now() - since).toBeLessThan(12_000);
      };
      await bounded(app);
      const late = await worker(patient);
      await pause(500); // it tries to send
      await bounded(late);
      app = await worker(patient);
      redis = await startRedis(port);
      await seen('patient', 'patient');
    },
  );

  it('that are under way are finished before the worker ends [jobs.shutdown]', async () => {
    let atWork = false;
    subscribe('a.long', 'long', async () => {
      atWork = true;
      await pause(500);
    });
    await send('a.long', 'long');
    await vi.waitFor(() => expect(atWork).toBe(true));
    await close(app);
    expect(await effects('long')).toHaveLength(1);
    app = await worker();
  });

  it('are timed on one worker at a time, which another succeeds [jobs.timers]', async () => {
    let atWork = 0;
    let most = 0;
    const by: string[] = [];
    const ticking = (name: string) =>
      moduleWith(Timers, (timers) =>
        timers.every('tick', 20, async () => {
          most = Math.max(most, ++atWork);
          by.push(name);
          await pause(30);
          atWork--;
          if (by.length % 3 === 0) throw new Error('logged, not fatal');
        }),
      );
    await close(app);
    const first = await worker(ticking('first'));
    const second = await worker(ticking('second'));
    await vi.waitFor(() => expect(by.length).toBeGreaterThan(8), { timeout: 5000 });
    expect(new Set(by)).toEqual(new Set(['first']));
    await close(first);
    await vi.waitFor(() => expect(by).toContain('second'), { timeout: 5000 });
    expect(most).toBe(1);
    await close(second);
    app = await worker();
  });

  async function loseEverything(): Promise<void> {
    if (redis) await redis.flushAll();
    else for (const table of await queueTables()) await sql(`TRUNCATE bullmq.${table} CASCADE`);
  }
  const queueTables = async (): Promise<string[]> =>
    (
      await sql<{ table_name: string }>(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = 'bullmq' AND table_name NOT LIKE '%migration%'`,
      )
    ).map(({ table_name }) => table_name);
});
