import { createHash } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { CallLog, Checkpoints, LedgerProofs, OpenCalls, Sequencer } from '@app/ledger';
import { PartitionLedger1795219200024 } from '../../migrations/0024-partition-ledger.js';
import { EraseSubjects1795219200025 } from '../../migrations/0025-erase-subjects.js';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase, run } from '../support/database.js';
import { sampleIntent } from '../support/sample-intent.js';
import { treeHash } from '../support/tlog.js';
import { HandClock } from '../support/world.js';

const actor = system('test');
const other = system('test', '00000000-0000-7000-8000-0000000000ee');
const clock = new HandClock();
let database: Awaited<ReturnType<typeof freshDatabase>>;
let app: INestApplicationContext;

beforeAll(async () => {
  database = await freshDatabase();
  await run(database.url, 'INSERT INTO tenant (id, name) VALUES ($1, $2)', [other.tenant, 'other']);
  app = await openContext(surroundingsOf(database.url, { clock }));
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const record = (count = 1, by = actor): Promise<void> =>
  app.get(Db).write(by, async (tx) => {
    for (let i = 0; i < count; i++) tx.record({ action: 'thing.done', subject: newId() });
  });
const sequence = (): Promise<number> => app.get(Sequencer).run();
/** As the ledger's machinery does, for all tenants at once. */
const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
  app.get(Db).upkeep('every-tenant', (tx) => tx.query<Row[]>(text, values));
const sizeOf = async (by = actor): Promise<number> => (await app.get(Checkpoints).latest(by))?.size ?? 0;
const months = async (): Promise<Record<string, number>> => {
  const rows = await sql<{ part: string; n: number }>(
    'SELECT tableoid::regclass::text AS part, count(*)::int AS n FROM ledger_entry GROUP BY 1 ORDER BY 1',
  );
  return Object.fromEntries(rows.map(({ part, n }) => [part, n]));
};

describe('the months of the log', () => {
  it('are made as time passes, and hold what was sequenced in them [ledger.months]', async () => {
    clock.at = new Date('2026-06-30T23:59:59.999Z');
    await record(3);
    await sequence();
    await record(2);
    clock.at = new Date('2026-07-01T00:00:00Z');
    await sequence();
    clock.at = new Date('2027-01-01T00:00:00Z');
    await record(1);
    await sequence();
    expect(await months()).toEqual({
      ledger_entry_2026_06: 3,
      ledger_entry_2026_07: 2,
      ledger_entry_2027_01: 1,
    });
    const seqs = await sql<{ seq: string }>('SELECT seq FROM ledger_entry ORDER BY seq');
    expect(seqs.map(({ seq }) => Number(seq))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('do not let a call have a second outcome in a later month [ledger.months.one-outcome]', async () => {
    const outcome = (callId: string) =>
      ({ tenant: actor.tenant, callId, at: clock.now(), status: 'ok', latencyUs: 1, resultDigest: null }) as const;
    const callId = newId();
    await app.get(CallLog).outcome(outcome(callId));
    await sequence();
    clock.at = new Date('2027-02-03T00:00:00Z');
    await app.get(CallLog).outcome(outcome(callId));
    await record(1);
    expect(await sequence()).toBe(1);
    expect(await sql('SELECT FROM ledger_entry WHERE call_id = $1', [callId])).toHaveLength(1);
  });

  it('keep index and id unique over all of them [ledger.months.unique]', async () => {
    const [first] = await sql<{ uid: string }>('SELECT uid FROM ledger_entry WHERE seq = 0');
    const insert = (seq: number, uid: string) =>
      sql(
        `INSERT INTO ledger_entry (tenant_id, seq, uid, type, subject, at, sequenced_at, entry, leaf_hash)
         VALUES ($1, $2, $3, 'x', 'x', now(), '2027-02-04', '{}', sha256('x'))`,
        [actor.tenant, seq, uid],
      );
    await expect(insert(0, newId())).rejects.toThrow('ledger_place_tenant_id_seq_key');
    await expect(insert(999, first!.uid)).rejects.toThrow('ledger_place_pkey');
  });

  it('cannot be written past the log, nor changed, by anyone who names them directly [ledger.months.closed]', async () => {
    for (const change of [
      `INSERT INTO ledger_entry_2026_06 SELECT * FROM ledger_entry LIMIT 1`,
      `UPDATE ledger_entry_2026_06 SET subject = 'x'`,
      `DELETE FROM ledger_entry_2026_06`,
      `TRUNCATE ledger_entry_2026_06`,
      `UPDATE ledger_entry SET subject = 'x'`,
      `DELETE FROM ledger_entry`,
      `TRUNCATE ledger_entry`,
      `UPDATE ledger_place SET seq = 7`,
      `DELETE FROM ledger_place`,
      `TRUNCATE ledger_place`,
    ]) {
      await expect(sql(change)).rejects.toThrow('append-only');
    }
    expect((await app.get(Db).read(other, (tx) => tx.query('SELECT FROM ledger_entry_2026_06'))).length).toBe(0);
  });

  it('are all walled, explained and indexed as the log is [ledger.months.alike]', async () => {
    const rows = await sql<{ part: string; walls: number; said: boolean; indexes: number }>(
      `SELECT c.relname AS part, (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS walls,
         c.relforcerowsecurity AND obj_description(c.oid) IS NOT NULL AS said,
         (SELECT count(*)::int FROM pg_index i WHERE i.indrelid = c.oid) AS indexes
       FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid WHERE h.inhparent = 'ledger_entry'::regclass`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const row of rows) expect(row).toEqual({ part: row.part, walls: 2, said: true, indexes: 5 });
  });
});

describe('a tile', () => {
  it('grows at its end and never changes [ledger.tiles.grow-only]', async () => {
    const change = (to: string) =>
      sql(`UPDATE ledger_tile SET ${to} WHERE tenant_id = $1 AND level = 0`, [actor.tenant]);
    for (const to of [
      `hashes = sha256('x')`,
      `hashes = substring(hashes FOR length(hashes) - 32)`,
      `hashes = sha256('x') || substring(hashes FROM 33)`,
      `idx = idx + 1`,
      `tenant_id = '${other.tenant}'`,
    ]) {
      await expect(change(to)).rejects.toThrow('append-only');
    }
    await expect(sql('DELETE FROM ledger_tile')).rejects.toThrow('append-only');
    await expect(sql('TRUNCATE ledger_tile')).rejects.toThrow('append-only');
  });

  it('that somebody bent all the same is not built upon, and other logs go on [ledger.tiles.bent]', async () => {
    const bend = (set: string) =>
      sql(
        `ALTER TABLE ledger_tile DISABLE TRIGGER grows; UPDATE ledger_tile SET hashes = ${set} WHERE tenant_id = '${actor.tenant}'
         AND level = 0; ALTER TABLE ledger_tile ENABLE TRIGGER grows`,
      );
    const before = await sizeOf();
    const [kept] = await sql<{ hashes: Buffer }>('SELECT hashes FROM ledger_tile WHERE tenant_id = $1', [actor.tenant]);
    await record();
    await record(2, other);
    const was = await sizeOf(other);
    await bend(`sha256('x') || substring(hashes FROM 33)`);
    await expect(sequence()).rejects.toThrow('do not give its root');
    await bend(`substring(hashes FOR length(hashes) - 32)`);
    await expect(sequence()).rejects.toThrow(/is not there|not the edge/);
    await record(1, other);
    expect(await app.get(Sequencer).run(other.tenant)).toBe(1);
    expect([await sizeOf(), await sizeOf(other)]).toEqual([before, was + 3]);
    await bend(`'\\x${kept!.hashes.toString('hex')}'`);
    expect(await sequence()).toBe(1);
    expect(await sizeOf()).toBe(before + 1);
  });
});

describe('a signature', () => {
  const emptyRoot = createHash('sha256').digest();
  const anchored = (size: number, root: Buffer | null) =>
    vi.spyOn(app.get(Checkpoints)['anchors'], 'standing').mockResolvedValue([
      { size, root, target: 'test' },
      { size: 0, root: emptyRoot, target: 'another' },
    ]);

  it('is never given twice at one size, nor to two roots at one size [ledger.checkpoint.once]', async () => {
    const rows = await sql<{ size: string }>('SELECT size FROM ledger_checkpoint WHERE tenant_id = $1', [actor.tenant]);
    for (const table of ['ledger_checkpoint (tenant_id, size, root)', 'ledger_note (tenant_id, size, note)']) {
      const values = table.includes('root') ? `sha256('x')` : `'x'`;
      const into = `INSERT INTO ${table} VALUES ($1, $2, ${values})`;
      const second = app.get(Db).upkeep(actor.tenant, (tx) => tx.query(into, [actor.tenant, rows[0]!.size]));
      await expect(second).rejects.toThrow('duplicate key');
    }
  });

  it.each([
    ['longer than the log', (size: number) => anchored(size + 2, Buffer.alloc(32, 1))],
    ['not continued by ours, whatever its size', () => anchored(1, null)],
    ['of another root at the same size', (size: number) => anchored(size + 1, Buffer.alloc(32, 1))],
    ['of another root at an earlier size', () => anchored(2, Buffer.alloc(32, 1))],
  ])('is not given when what was laid down outside is %s [ledger.checkpoint.anchored]', async (_, lay) => {
    const size = await sizeOf();
    await record();
    const spy = lay(size);
    await expect(sequence()).rejects.toMatchObject({ code: 'ledger.forked' });
    expect(await sizeOf()).toBe(size);
    spy.mockRestore();
    await sequence();
    expect(await sizeOf()).toBe(size + 1);
  });

  it('is given when the log goes on from what was laid down outside [ledger.checkpoint.anchored]', async () => {
    const { toRoot, to } = await app.get(LedgerProofs).consistency(actor, 0);
    await record();
    const spy = anchored(to, toRoot);
    await sequence();
    spy.mockRestore();
    expect(await sizeOf()).toBe(to + 1);
  });

  it('is not given to a log that no longer begins with what was signed [ledger.checkpoint.continues]', async () => {
    const size = await sizeOf();
    const unsigned = vi.spyOn(app.get(Checkpoints), 'sign').mockResolvedValue();
    await record();
    await sequence();
    unsigned.mockRestore();
    const root = (set: string, at: number) =>
      sql(
        `ALTER TABLE ledger_checkpoint DISABLE TRIGGER append_only;
         UPDATE ledger_checkpoint SET root = ${set} WHERE tenant_id = '${actor.tenant}' AND size = ${at};
         ALTER TABLE ledger_checkpoint ENABLE TRIGGER append_only`,
      );
    for (const at of [size, size + 1]) {
      const [kept] = await sql<{ root: Buffer }>('SELECT root FROM ledger_checkpoint WHERE tenant_id = $1 AND size = $2', [actor.tenant, at]); // prettier-ignore
      await root(`sha256('x')`, at);
      await expect(app.get(Checkpoints).sign(actor.tenant)).rejects.toMatchObject({ code: 'ledger.forked' });
      await root(`'\\x${kept!.root.toString('hex')}'`, at);
    }
    await app.get(Checkpoints).sign(actor.tenant);
    expect(await sizeOf()).toBe(size + 1);
  });
});

describe('a batch', () => {
  it('that fails leaves nothing: no entry, no tile, no root, and all of it still waits [ledger.sequenced.whole]', async () => {
    const state = () =>
      sql(
        `SELECT (SELECT count(*) FROM ledger_entry) AS entries, (SELECT max(size) FROM ledger_checkpoint) AS size,
           (SELECT sum(length(hashes)) FROM ledger_tile) AS hashes, (SELECT count(*) FROM ledger_pending) AS waiting,
           (SELECT count(*) FROM ledger_place) AS places`,
      );
    await record(300);
    const before = await state();
    await sql(`ALTER TABLE ledger_checkpoint ADD CONSTRAINT broken CHECK (size < 0) NOT VALID`);
    await expect(sequence()).rejects.toThrow('broken');
    expect(await state()).toEqual(before);
    await sql(`ALTER TABLE ledger_checkpoint DROP CONSTRAINT broken`);
    expect(await sequence()).toBe(300);
  });
});

describe('a commit', () => {
  it('of calls and of batches is on disk when it returns, however the server is set [ledger.durable]', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await run(database.url, `ALTER DATABASE ${name} SET synchronous_commit = off`);
    await run(
      database.url,
      `CREATE TABLE seen (tab text, said text);
       CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN INSERT INTO seen VALUES (TG_TABLE_NAME, current_setting('synchronous_commit')); RETURN NULL; END $$;
       CREATE TRIGGER see AFTER INSERT ON ledger_pending FOR EACH STATEMENT EXECUTE FUNCTION see();
       CREATE TRIGGER see AFTER INSERT ON ledger_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION see()`,
    );
    const fresh = await openContext(surroundingsOf(database.url, { clock }));
    await fresh.get(CallLog).outcome({ tenant: actor.tenant, callId: newId(), at: clock.now(), status: 'ok', latencyUs: 1, resultDigest: null }); // prettier-ignore
    await fresh.get(Sequencer).run();
    await fresh.close();
    const { rows } = await run(database.url, 'SELECT DISTINCT tab, said FROM seen ORDER BY tab');
    expect(rows).toEqual([
      { tab: 'ledger_checkpoint', said: 'on' },
      { tab: 'ledger_pending', said: 'on' },
    ]);
    await run(
      database.url,
      `ALTER DATABASE ${name} RESET synchronous_commit; DROP FUNCTION see CASCADE; DROP TABLE seen`,
    );
  });
});

describe('calls without an outcome', () => {
  const intent = async (decision: 'allow' | 'deny' = 'allow'): Promise<string> => {
    const intended = sampleIntent(actor.tenant, { at: clock.now(), decision });
    await app.get(CallLog).intent(intended);
    return intended.callId;
  };
  const statusOf = async (callId: string): Promise<string | undefined> => {
    await sequence();
    const [row] = await sql<{ said: string }>(
      `SELECT entry::jsonb -> 'd' ->> 'result_status' AS said FROM ledger_entry WHERE call_id = $1 AND type = 'call.outcome'`,
      [callId],
    );
    return row?.said;
  };
  const mark = async () => Number((await sql<{ seq: string }>('SELECT seq FROM ledger_closed WHERE tenant_id = $1', [actor.tenant]))[0]?.seq ?? 0); // prettier-ignore
  const pass = (minutes: number) => void (clock.at = new Date(clock.at.getTime() + minutes * 60_000));

  it('are closed once they are old, and no leaf is looked at twice for it [ledger.open-calls.once]', async () => {
    const calls = app.get(OpenCalls);
    await calls.close();
    const [lost, denied] = [await intent(), await intent('deny')];
    pass(4);
    const [young, answered] = [await intent(), await intent()];
    await app.get(CallLog).outcome({ tenant: actor.tenant, callId: answered, at: clock.now(), status: 'ok', latencyUs: 1, resultDigest: null }); // prettier-ignore
    await sequence();
    expect(await calls.close()).toBe(0);
    pass(2);
    expect(await calls.close()).toBe(1);
    expect(await Promise.all([lost, denied, young, answered].map(statusOf))).toEqual(['unknown', undefined, undefined, 'ok']); // prettier-ignore
    const [{ seq }] = (await sql<{ seq: string }>(`SELECT seq FROM ledger_entry WHERE call_id = $1`, [young])) as [{ seq: string }]; // prettier-ignore
    expect(await mark()).toBe(Number(seq));
    pass(6);
    expect(await calls.close()).toBe(1);
    expect(await statusOf(young)).toBe('unknown');
    expect(await calls.close()).toBe(0);
    expect(await mark()).toBeGreaterThan(Number(seq));
  });
});

describe('the migration', () => {
  it('takes the log and its tree along, up and down, and the sequencer goes on from there [ledger.months.migrated]', async () => {
    await record(600);
    await sequence();
    const size = await sizeOf();
    const entries = () => sql('SELECT seq, uid, entry, leaf_hash FROM ledger_entry WHERE tenant_id = $1 ORDER BY seq', [actor.tenant]); // prettier-ignore
    const tiles = () => sql('SELECT * FROM ledger_tile ORDER BY tenant_id, level, idx');
    const [kept, tree] = [await entries(), await tiles()];
    const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const runner = source.createQueryRunner();
    const step = async (way: 'up' | 'down') => {
      await runner.startTransaction();
      await new PartitionLedger1795219200024()[way](runner);
      await runner.commitTransaction();
    };
    await step('down');
    expect(await entries()).toEqual(kept);
    const [last] = await sql<{ frontier: { size: number; hashes: string[] } }>(
      'SELECT frontier FROM ledger_checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1',
      [actor.tenant],
    );
    const leaves = (kept as { leaf_hash: Buffer }[]).map((row) => row.leaf_hash);
    let from = 0;
    const subtrees = size
      .toString(2)
      .split('')
      .flatMap((bit, at, bits) => {
        const width = bit === '1' ? 2 ** (bits.length - 1 - at) : 0;
        from += width;
        return width > 0 ? [treeHash(leaves.slice(from - width, from)).toString('base64')] : [];
      });
    expect(last!.frontier).toEqual({ size, hashes: subtrees });
    await step('up');
    await source.destroy();
    expect([await entries(), await tiles()]).toEqual([kept, tree]);
    await record(3);
    await sequence();
    expect(await sizeOf()).toBe(size + 3);
    const { fromRoot } = await app.get(LedgerProofs).consistency(actor, size);
    expect(fromRoot).toEqual(treeHash(leaves));
  }, 60_000);
});

describe('the migration to subjects that can be erased', () => {
  it('goes down and up again over fields of both forms; what only its keys open is lost [payload.migrated]', async () => {
    const say = (subject: string) =>
      app.get(Db).write(actor, async (tx) => tx.record({ action: 'thing.done', subject, personal: { name: 'Ada' } }));
    const own = (text: string) => app.get(Db).read(actor, (tx) => tx.query<Record<string, unknown>[]>(text));
    const fields = () => own(`SELECT uid, path, salt, value FROM ledger_payload WHERE path = 'name' ORDER BY value`);
    await say('sealed');
    await say('clear');
    await app.get(Db).write(actor, async (tx) => {
      tx.record({ action: 'thing.done', subject: 'test' });
      await tx.query(`UPDATE ledger_payload SET sealed = NULL, subject_key_id = NULL, salt = sha256('x'), value = '"Ada"' WHERE subject = 'clear'`); // prettier-ignore
    });
    const [clear] = await fields();
    const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const runner = source.createQueryRunner();
    for (let round = 0; round < 2; round++) {
      for (const way of ['down', 'up'] as const) {
        await runner.startTransaction();
        await new EraseSubjects1795219200025()[way](runner);
        await runner.commitTransaction();
        expect(await fields()).toEqual([clear]);
      }
      const rows = await own('SELECT subject, subject_key_id, sealed FROM ledger_payload');
      expect(rows[0]).toEqual({ subject: 'clear', subject_key_id: null, sealed: null });
    }
    await source.destroy();
    await say('sealed again');
    await record();
    expect(await sequence()).toBeGreaterThan(1);
  }, 60_000);
});
