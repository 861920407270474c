import type { INestApplicationContext } from '@nestjs/common';
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
const backends = withRedis ? (['postgresql', 'redis'] as const) : (['postgresql'] as const);

describe.each(backends)('jobs on %s', (backend) => {
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
    await Promise.all(open.map((each) => each.close()));
    await redis?.stop();
    await database.drop();
  });

  const sql = async <Row>(text: string, values?: unknown[]): Promise<Row[]> =>
    (await run(database.url, text, values)).rows as Row[];
  async function worker(prepare?: (app: INestApplicationContext) => void): Promise<INestApplicationContext> {
    const surroundings = surroundingsOf(database.url, { redisUrl: redis?.url });
    const context = await openContext(surroundings, JobsWorkerModule);
    open.push(context);
    prepare?.(context);
    return context;
  }
  const subscribe = (topic: string, handler: string, work?: (tx: WriteTx) => Promise<void>) =>
    app.get(Subscriptions).on(topic, handler, async (tx, payload) => {
      await tx.query('INSERT INTO effect VALUES ($1, $2, $3)', [payload['is'], handler, tx.actor.tenant]);
      await work?.(tx);
      tx.record({ action: 'effect.made', subject: String(payload['is']) });
      return 'done';
    });
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
      while (hold) await new Promise((resolve) => setTimeout(resolve, 10));
    });
    await send('a.repeated', 'repeated');
    await vi.waitFor(() => expect(tries).toBe(1));
    // delivered again while the first delivery is still at work: by the handler's own entry point
    const [message] = (await asOwner(`SELECT id FROM outbox WHERE payload->>'is' = 'repeated'`)) as { id: string }[];
    await forget(`${message!.id}_once`);
    await asOwner('UPDATE outbox SET sent_at = NULL WHERE id = $1', [message!.id]);
    await idle();
    await new Promise((resolve) => setTimeout(resolve, 300));
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
  }, 30_000);

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
      const late = await worker((context) =>
        // starts although the queue is down, and stops although it is
        context.get(Subscriptions).on('a.patient', 'patient', async () => 'nothing-to-do'),
      );
      open.splice(open.indexOf(late), 1);
      const closing = performance.now();
      await late.close();
      console.log('closed with the queue down in', performance.now() - closing);
      expect(performance.now() - closing).toBeLessThan(15_000);
      redis = await startRedis(port);
      await seen('patient', 'patient');
    },
    60_000,
  );

  it('that are under way are finished before the worker ends [jobs.shutdown]', async () => {
    const second = await worker((context) =>
      context.get(Subscriptions).on('a.long', 'long', async (tx) => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        await tx.query(`INSERT INTO effect VALUES ('long', 'long', '')`);
        tx.record({ action: 'effect.made', subject: 'long' });
        return 'done';
      }),
    );
    await Promise.all(open.splice(0, 1).map((first) => first.close()));
    app = second;
    await send('a.long', 'long');
    await new Promise((resolve) => setTimeout(resolve, 200));
    open.splice(0);
    await second.close();
    expect(await effects('long')).toHaveLength(1);
    app = await worker();
  });

  it('are timed on one worker at a time, which another succeeds [jobs.timers]', async () => {
    let atWork = 0;
    let most = 0;
    const by: string[] = [];
    const timed = async (name: string) => {
      const context = await openTimed(name);
      open.push(context);
      return context;
    };
    const openTimed = async (name: string) => {
      const { Module } = await import('@nestjs/common');
      class Registers {
        constructor(timers: Timers) {
          timers.every('tick', 20, async () => {
            most = Math.max(most, ++atWork);
            by.push(name);
            await new Promise((resolve) => setTimeout(resolve, 30));
            atWork--;
            if (by.length % 3 === 0) throw new Error('logged, not fatal');
          });
        }
      }
      class Ticking {}
      Module({
        providers: [{ provide: Registers, inject: [Timers], useFactory: (timers: Timers) => new Registers(timers) }],
      })(Ticking);
      return openContext(surroundingsOf(database.url, { redisUrl: redis?.url }), JobsWorkerModule, Ticking);
    };
    await Promise.all(open.splice(0).map((each) => each.close()));
    const first = await timed('first');
    const second = await timed('second');
    await vi.waitFor(() => expect(by.length).toBeGreaterThan(8), { timeout: 5000 });
    expect(new Set(by)).toEqual(new Set(['first']));
    open.splice(0);
    await first.close();
    await vi.waitFor(() => expect(by).toContain('second'), { timeout: 5000 });
    expect(most).toBe(1);
    await second.close();
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
  /** Takes one job out of the queue's memory, so that sending it again delivers it again. */
  async function forget(_jobId: string): Promise<void> {
    await loseEverything();
  }
});
