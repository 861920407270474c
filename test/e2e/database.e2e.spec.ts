import { type INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Db, migrate } from '@app/database';
import { newId, system } from '@app/kernel';
import { migrations } from '../../migrations/index.js';
import { openContext, surroundingsOf } from '../support/context.js';
import { dropDatabase, freshDatabase, run } from '../support/database.js';

const other = '00000000-0000-7000-8000-0000000000ff';
const here = system('test');
const there = system('test', other);

let database: Awaited<ReturnType<typeof freshDatabase>>;
let app: INestApplicationContext;
let db: Db;

beforeAll(async () => {
  database = await freshDatabase();
  await run(database.url, 'INSERT INTO tenant (id, name) VALUES ($1, $2)', [other, 'other']);
  app = await openContext(surroundingsOf(database.url));
  db = app.get(Db);
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const addSource = (actor = here, name = newId()): Promise<string> =>
  db.write(actor, async (tx) => {
    const id = newId();
    await tx.query(`INSERT INTO source (id, name, dialect, created_at) VALUES ($1, $2, 'strict', now())`, [id, name]);
    tx.record({ action: 'source.connected', subject: id });
    return id;
  });
const names = (actor = here): Promise<string[]> =>
  db.read(actor, async (tx) => (await tx.query<{ id: string }[]>('SELECT id FROM source')).map(({ id }) => id));

describe('a write', () => {
  it('commits state and ledger entry together [database.write.atomic]', async () => {
    const id = await addSource();
    const entries = await db.read(here, (tx) =>
      tx.query<unknown[]>(
        'SELECT 1 FROM ledger_pending WHERE subject = $1 UNION ALL SELECT 1 FROM ledger_entry WHERE subject = $1',
        [id],
      ),
    );
    expect(entries).toHaveLength(1);
  });

  it('that recorded nothing is refused and rolled back [database.write.recorded]', async () => {
    const id = newId();
    const silent = db.write(here, (tx) =>
      tx.query(`INSERT INTO source (id, name, dialect, created_at) VALUES ($1, 'silent', 'strict', now())`, [id]),
    );
    await expect(silent).rejects.toThrow('without recording');
    expect(await names()).not.toContain(id);
  });

  it('that finds nothing to do leaves no trace and answers [database.write.unchanged]', async () => {
    const count = () => db.read(here, (tx) => tx.query<[{ n: string }]>('SELECT count(*) AS n FROM ledger_pending'));
    const before = await count();
    const answer = await db.write(here, async (tx) => {
      tx.record({ action: 'x.y', subject: 'z' });
      return tx.unchanged('as it was');
    });
    expect(answer).toBe('as it was');
    expect(await count()).toEqual(before);
  });

  it('that loses a deadlock starts again, so that both of two end [database.write.deadlock]', async () => {
    const [one, two] = [await addSource(), await addSource()];
    const rename = (first: string, second: string) =>
      db.write(here, async (tx) => {
        tx.record({ action: 'source.renamed', subject: first });
        await tx.query('UPDATE source SET name = $2 WHERE id = $1', [first, newId()]);
        await tx.query('SELECT pg_sleep(0.2)');
        await tx.query('UPDATE source SET name = $2 WHERE id = $1', [second, newId()]);
        return 'done';
      });
    expect(await Promise.all([rename(one, two), rename(two, one)])).toEqual(['done', 'done']);
  });

  it('is bounded by the server, so that a frozen writer cannot hold up all others [database.bounds]', async () => {
    const shown = await db.read(here, (tx) =>
      tx.query(
        `SELECT name, setting FROM pg_settings WHERE name IN
           ('idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout') ORDER BY name`,
      ),
    );
    expect(shown).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '10000' },
      { name: 'lock_timeout', setting: '15000' },
      { name: 'statement_timeout', setting: '60000' },
    ]);
  });

  it('cannot go round the ledger: upkeep may not touch governed rows [database.upkeep.barred]', async () => {
    const id = await addSource();
    await expect(
      db.upkeep(here.tenant, (tx) => tx.query(`UPDATE source SET name = 'renamed' WHERE id = $1`, [id])),
    ).rejects.toThrow('recorded in the ledger');
  });

  it('is not possible while reading [database.read.read-only]', async () => {
    await expect(db.read(here, (tx) => tx.query(`DELETE FROM outbox`))).rejects.toThrow('read-only transaction');
  });
});

describe('two tenants', () => {
  it('do not see each other [tenancy.read]', async () => {
    const [mine, theirs] = [await addSource(here), await addSource(there)];
    expect(await names(here)).toContain(mine);
    expect(await names(here)).not.toContain(theirs);
    expect(await names(there)).toContain(theirs);
    expect(await names(there)).not.toContain(mine);
  });

  it('cannot write into each other: insert, update, delete [tenancy.write]', async () => {
    const theirs = await addSource(there, 'theirs');
    const across = (sql: string, ...values: unknown[]) =>
      db.write(here, async (tx) => {
        tx.record({ action: 'x.y', subject: 'z' });
        return tx.query(sql, values);
      });
    await expect(
      across(
        `INSERT INTO source (id, tenant_id, name, dialect, created_at) VALUES ($1, $2, 'x', 'strict', now())`,
        newId(),
        other,
      ),
    ).rejects.toThrow('row-level security');
    await across(`UPDATE source SET name = 'stolen' WHERE id = $1`, theirs);
    await across('DELETE FROM source WHERE id = $1', theirs);
    const rows = await db.read(there, (tx) => tx.query('SELECT name FROM source WHERE id = $1', [theirs]));
    expect(rows).toEqual([{ name: 'theirs' }]);
  });

  it('are both walled on every table that has a tenant [tenancy.forced]', async () => {
    const { rows } = await run(
      database.url,
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
       WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    );
    expect(rows).toEqual([]);
  });

  it('are not visible at all without a tenant [tenancy.none]', async () => {
    const { rows } = await run(database.url, 'SELECT * FROM source');
    expect(rows).toEqual([]);
  });
});

describe('the schema', () => {
  it('explains every table and column [schema.comments]', async () => {
    const { rows } = await run(
      database.url,
      `SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum >= 0
       WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'migrations'
         AND NOT a.attisdropped
         AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL AND a.attnum > 0)`,
    );
    expect(rows).toEqual([]);
  });

  it('closes every state column with a check [schema.states]', async () => {
    const { rows } = await run(
      database.url,
      `SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
         AND a.attname IN ('state', 'status', 'kind', 'effect', 'risk', 'transport', 'cause', 'role', 'topic', 'decision', 'dialect')
         AND c.relname <> 'outbox'
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey))`,
    );
    expect(rows).toEqual([]);
  });

  it('has an index under every foreign key but the tenant [schema.indexes]', async () => {
    const { rows } = await run(
      database.url,
      `SELECT k.conrelid::regclass::text AS of, k.conname FROM pg_constraint k
       WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND k.confrelid <> 'tenant'::regclass
         AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1])`,
    );
    expect(rows).toEqual([]);
  });

  it.each(['ledger_entry', 'ledger_checkpoint', 'ledger_note', 'lifecycle_event', 'tool_definition'])(
    'refuses to change or remove evidence in %s [schema.append-only]',
    async (table) => {
      for (const sql of [
        `UPDATE ${table} SET tenant_id = tenant_id`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        const attempt = db.write(here, async (tx) => {
          tx.record({ action: 'x.y', subject: 'z' });
          return tx.query(sql);
        });
        await expect(attempt).rejects.toThrow('append-only');
      }
    },
  );
});

describe('migrations', () => {
  const empty = async (): Promise<{ url: string; drop: () => Promise<unknown> }> => {
    const name = `m_${newId().replaceAll('-', '')}`;
    await run(inject('postgres'), `CREATE DATABASE ${name}`);
    const url = Object.assign(new URL(inject('postgres')), { pathname: `/${name}` }).href;
    return { url, drop: () => dropDatabase(inject('postgres'), name) };
  };

  it('let four simultaneous starts come up on an empty database [migrations.locked]', async () => {
    const { url, drop } = await empty();
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url, migrations)));
    expect(applied.flat()).toHaveLength(migrations.length);
    await drop();
  });

  it('go down and up again [migrations.reversible]', async () => {
    const { url, drop } = await empty();
    await migrate(url, migrations);
    const source = await new DataSource({ type: 'postgres', url, migrations }).initialize();
    for (const _ of migrations) await source.undoLastMigration();
    const left = await source.query<unknown[]>(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migrations'`,
    );
    await source.destroy();
    expect(left).toEqual([]);
    expect(await migrate(url, migrations)).toHaveLength(migrations.length);
    await drop();
  });

  it('refuse a role that would pass the walls [migrations.bound-role]', async () => {
    const { url, drop } = await empty();
    await run(url, 'SELECT 1');
    await expect(migrate(inject('postgresAdmin'), migrations)).rejects.toThrow('bypasses row-level security');
    await drop();
  });
});
