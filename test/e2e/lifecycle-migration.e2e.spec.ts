import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { migrate } from '@app/database';
import { DEFAULT_TENANT, newId } from '@app/kernel';
import { migrations } from '../../migrations/index.js';
import { dropDatabase, run } from '../support/database.js';

it('gives people who were there before the standing that they had, and keeps the walls up [migrations.employment]', async () => {
  const name = `m_${newId().replaceAll('-', '')}`;
  await run(inject('postgres'), `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(inject('postgres')), { pathname: `/${name}` }).href;
  const before = migrations.findIndex(({ name: known }) => known.startsWith('FollowEmployment'));
  await migrate(url, migrations.slice(0, before));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const inTenant = async (sql: string): Promise<pg.QueryResult> => {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('surety.tenant', $1, true), set_config('surety.mode', 'governed', true)`, [
      DEFAULT_TENANT,
    ]);
    const result = await client.query(sql);
    await client.query('COMMIT');
    return result;
  };
  const source = newId();
  const [there, never, gone, left] = [newId(), newId(), newId(), newId()];
  const number = '{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "7"}}';
  const row = (id: string, status: string): string =>
    `('${id}', '${source}', '${id}', '${id}', 'x', '${status}', '${number}', 3, now(), now())`;
  await inTenant(`INSERT INTO source (id, name, dialect, created_at) VALUES ('${source}', 'a', 'okta', now())`);
  await inTenant(
    `INSERT INTO person (id, source_id, user_name, user_name_key, display_name, status, attributes, version, created_at,
       changed_at)
     VALUES ${row(there, 'active')}, ${row(never, 'inactive')}, ${row(gone, 'deleted')}, ${row(left, 'inactive')}`,
  );
  await inTenant(
    `INSERT INTO lifecycle_event (id, person_id, kind, changed, effects, at)
     VALUES ('${newId()}', '${left}', 'leaver', '[]', '{}', now())`,
  );
  await migrate(url, migrations);
  const { rows } = await inTenant(
    `SELECT id, status, source_status AS source, present, joined_at IS NOT NULL AS joined, revision, employee_number AS no
     FROM person`,
  );
  const common = { revision: '3', no: '7' };
  const inactive = { status: 'inactive', source: 'inactive', present: false };
  expect(new Map(rows.map(({ id, ...standing }: { id: string }) => [id, standing]))).toEqual(
    new Map<string, object>([
      [there, { ...common, status: 'active', source: 'active', present: true, joined: true }],
      [never, { ...common, ...inactive, joined: false }],
      [gone, { ...common, ...inactive, status: 'deleted', joined: false }],
      [left, { ...common, ...inactive, joined: true }],
    ]),
  );
  const walls = await client.query(
    `SELECT relname FROM pg_class WHERE relname IN ('person', 'lifecycle_event') AND NOT relforcerowsecurity`,
  );
  expect(walls.rows).toEqual([]);
  await client.end();
  await dropDatabase(inject('postgres'), name);
});
