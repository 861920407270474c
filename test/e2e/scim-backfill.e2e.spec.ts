import { describe, expect, inject, it } from 'vitest';
import { Db, migrate } from '@app/database';
import { Groups, type SourceRow } from '@app/directory';
import { newId, system } from '@app/kernel';
import { ScimModule, ScimUsers } from '@app/scim';
import { migrations } from '../../migrations/index.js';
import { openContext, surroundingsOf } from '../support/context.js';
import { dropDatabase, run } from '../support/database.js';
import { attribute, idsOf } from '../support/scim-house.js';

const TENANT = '00000000-0000-7000-8000-000000000001';
const HR = 'urn:example:hr:2.0:User';

describe('a database that is older than filters on all attributes', () => {
  it('finds by them the people and groups that it holds already [migrations.values]', async () => {
    const name = `m_${newId().replaceAll('-', '')}`;
    await run(inject('postgres'), `CREATE DATABASE ${name}`);
    const url = Object.assign(new URL(inject('postgres')), { pathname: `/${name}` }).href;
    await migrate(url, migrations.slice(0, 2));
    const [source, person, left, group] = [newId(), newId(), newId(), newId()];
    const attributes = {
      userName: 'É',
      active: true,
      title: 'CHIEF',
      name: { familyName: 'Straße' },
      emails: [{ value: 'A@x.com', type: 'work', primary: true }, { value: 'b@x.com' }],
      [HR]: { floor: 'Ground' },
    };
    const statements: [string, unknown[]][] = [
      [`INSERT INTO source (id, name, dialect, created_at) VALUES ($1, 'old', 'lenient', now())`, [source]],
      ...[person, left].map((id): [string, unknown[]] => [
        `INSERT INTO person (id, source_id, user_name, user_name_key, display_name, status, attributes, version, created_at, changed_at)
         VALUES ($1, $2, $1, $1, 'x', $3, $4, 1, now(), now())`,
        [id, source, id === left ? 'deleted' : 'active', JSON.stringify(attributes)],
      ]),
      [
        `INSERT INTO directory_group (id, source_id, display_name, display_name_key, created_at, changed_at)
         VALUES ($1, $2, 'G', 'g', now(), '2026-01-01T00:00:00Z')`,
        [group, source],
      ],
    ];
    // all in one statement, because the settings hold for one transaction of one connection
    const literal = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;
    const filled = statements.map(([sql, values]) =>
      sql.replaceAll(/\$(\d)/g, (_, n: string) => literal(values[Number(n) - 1])),
    );
    const settings = `SELECT set_config('surety.tenant', '${TENANT}', true), set_config('surety.mode', 'governed', true)`;
    await run(url, `BEGIN; ${settings}; ${filled.join('; ')}; COMMIT`);
    await migrate(url, migrations);

    const app = await openContext(surroundingsOf(url), ScimModule);
    const extensions = [{ id: HR, name: 'Hr', description: 'HR', attributes: [attribute('floor', {})] }];
    const idp = { id: source, dialect: 'lenient', mapping: {}, extensions } as unknown as SourceRow;
    for (const filter of [
      'title eq "chief"',
      'name.familyName eq "STRAßE"',
      'emails eq "a@X.com" and emails[type eq "WORK" and primary eq true]',
      'emails.value sw "B@"',
      `${HR}:floor eq "GROUND"`,
    ]) {
      const list = await app.get(ScimUsers).list(system('test'), idp, { filter });
      expect([filter, idsOf(list)]).toEqual([filter, [person]]);
    }
    const rows = await run(
      url,
      `SELECT set_config('surety.tenant', '${TENANT}', false); SELECT DISTINCT person_id FROM person_value`,
    );
    expect((rows as unknown as { rows: unknown[] }[])[1]?.rows).toEqual([{ person_id: person }]);
    const revisions = await app.get(Db).read(system('test'), (tx) => app.get(Groups).revisions(tx, [group]));
    expect(revisions.get(group)).toEqual({ version: 1, changedAt: new Date('2026-01-01T00:00:00Z') });
    await app.close();
    await dropDatabase(inject('postgres'), name);
  });
});
