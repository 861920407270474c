import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled } from './tenancy.js';

/** Keys that code has folded are compared by their bytes: one index then serves equality, prefix, order and paging. */
const byteOrder = (collation: 'C' | 'default') => `
  ALTER TABLE person
    ALTER COLUMN external_id TYPE text COLLATE "${collation}",
    ALTER COLUMN user_name_key TYPE text COLLATE "${collation}",
    ALTER COLUMN email_key TYPE text COLLATE "${collation}";
  ALTER TABLE directory_group
    ALTER COLUMN external_id TYPE text COLLATE "${collation}",
    ALTER COLUMN display_name_key TYPE text COLLATE "${collation}";`;

const folded = `
  ALTER TABLE person ADD COLUMN folded jsonb NOT NULL DEFAULT '{}';
  COMMENT ON COLUMN person.folded IS
    'Single-valued texts of the attributes by their path, folded for filters and sorting.';`;

/** With all that a count and a page read, so that neither need touch the people it leaves out. */
const pages = `
  DROP INDEX person_source;
  CREATE INDEX person_source ON person (source_id, created_at, id) INCLUDE (tenant_id) WHERE status <> 'deleted';`;

const values = `
  CREATE TABLE person_value ( -- Elements of the multi-valued attributes of people, for filters.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES person (id), -- The person.
    attribute text COLLATE "C" NOT NULL, -- Name of the attribute; of an extension, after its URN and a colon.
    position smallint NOT NULL CHECK (position >= 0), -- Place in the list, from 0.
    element jsonb NOT NULL, -- The element as it is kept.
    folded jsonb NOT NULL, -- Its texts, folded.
    value_key text COLLATE "C", -- The beginning of its folded value, as far as an index can hold it.
    PRIMARY KEY (person_id, attribute, position)
  );
  CREATE INDEX person_value_key ON person_value (attribute, value_key);`;

const revisions = `
  CREATE TABLE group_revision ( -- How often a group or its members changed; in parts, so that writers do not queue.
    ${TENANT}
    group_id uuid NOT NULL REFERENCES directory_group (id), -- The group.
    shard smallint NOT NULL CHECK (shard BETWEEN 0 AND 15), -- Each database connection counts in its own part.
    changes bigint NOT NULL CHECK (changes > 0), -- Effective changes; the sum over the parts is SCIM meta.version.
    changed_at timestamptz NOT NULL, -- When the last of them was; the latest is SCIM meta.lastModified.
    PRIMARY KEY (group_id, shard)
  );
  CREATE INDEX directory_group_external ON directory_group (source_id, external_id) WHERE deleted_at IS NULL;
  CREATE INDEX directory_group_source ON directory_group (source_id, created_at, id);`;

/** Times of an extension are kept as they were sent; what is none compares as absent, never as an error. */
const instants = `
  CREATE FUNCTION instant_or_null(said text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$ BEGIN
    IF said !~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$' THEN RETURN NULL; END IF;
    RETURN said::timestamptz;
  EXCEPTION WHEN data_exception THEN RETURN NULL; END $$;`;

export class IndexValues1795219200003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(byteOrder('C'));
    await db.query(folded);
    await db.query(pages);
    await db.query(commented(values));
    await db.query(commented(revisions));
    await db.query(instants);
    await beyondTenants(db, backfill);
    await db.query(walled('person_value', 'group_revision'));
    await db.query(governed('person_value', 'group_revision'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX directory_group_external, directory_group_source, person_source`);
    await db.query('CREATE INDEX person_source ON person (source_id, created_at, id)');
    await db.query('DROP TABLE person_value, group_revision');
    await db.query('DROP FUNCTION instant_or_null');
    await db.query('ALTER TABLE person DROP COLUMN folded');
    await db.query(byteOrder('default'));
  }
}

/** The rows of all tenants, which their walls would hide even from the owner. */
async function beyondTenants(db: QueryRunner, work: (db: QueryRunner) => Promise<void>): Promise<void> {
  const tables = ['person', 'directory_group'];
  await db.query(`SELECT set_config('surety.mode', 'governed', true)`);
  for (const table of tables) await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await work(db);
  for (const table of tables) await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}

type Kept = Readonly<{ id: string; tenant_id: string; attributes: Readonly<Record<string, unknown>> }>;

async function backfill(db: QueryRunner): Promise<void> {
  await db.query(
    `INSERT INTO group_revision (tenant_id, group_id, shard, changes, changed_at)
     SELECT tenant_id, id, 0, 1, changed_at FROM directory_group`,
  );
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const people = (await db.query(
      `SELECT id, tenant_id, attributes FROM person WHERE id > $1 AND status <> 'deleted' ORDER BY id LIMIT 1000`,
      [after],
    )) as Kept[];
    const last = people.at(-1);
    if (!last) return;
    after = last.id;
    await fill(db, people);
  }
}

async function fill(db: QueryRunner, people: readonly Kept[]): Promise<void> {
  const texts = people.map(({ id, attributes }) => ({ id, folded: textsOf(attributes) }));
  await db.query(
    `UPDATE person p SET folded = filled.folded
     FROM jsonb_to_recordset($1::jsonb) AS filled (id uuid, folded jsonb) WHERE p.id = filled.id`,
    [JSON.stringify(texts)],
  );
  const rows = people.flatMap(({ id, tenant_id, attributes }) =>
    lists(attributes).flatMap(([attribute, list]) =>
      list.map((element, position) => {
        const elementTexts = foldedTexts(element);
        const value_key = elementTexts['value'] === undefined ? null : beginning(elementTexts['value']);
        return { tenant_id, person_id: id, attribute, position, element, folded: elementTexts, value_key };
      }),
    ),
  );
  await db.query(
    `INSERT INTO person_value (tenant_id, person_id, attribute, position, element, folded, value_key)
     SELECT tenant_id, person_id, attribute, position, element, folded, value_key
     FROM jsonb_to_recordset($1::jsonb) AS row (tenant_id uuid, person_id uuid, attribute text, position smallint,
       element jsonb, folded jsonb, value_key text)`,
    [JSON.stringify(rows)],
  );
}

// As libs/directory derives them now; a migration keeps its own copy, because what it did must not change later.
const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
const beginning = (text: string): string => Array.from(text).slice(0, 500).join('');
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const flat = (attributes: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(attributes).flatMap(([key, value]): [string, unknown][] =>
    key.includes(':') && isObject(value)
      ? Object.entries(value).map(([name, inner]): [string, unknown] => [`${key}:${name}`, inner])
      : [[key, value]],
  );

const lists = (attributes: Readonly<Record<string, unknown>>): [string, Record<string, unknown>[]][] =>
  flat(attributes).flatMap(([key, value]): [string, Record<string, unknown>[]][] =>
    Array.isArray(value) ? [[key, value.filter(isObject)]] : [],
  );

const textsOf = (attributes: Readonly<Record<string, unknown>>): Record<string, string> =>
  foldedTexts(
    Object.fromEntries(
      flat(attributes).flatMap(([key, value]): [string, unknown][] =>
        isObject(value) ? Object.entries(value).map(([sub, inner]) => [`${key}.${sub}`, inner]) : [[key, value]],
      ),
    ),
  );

const foldedTexts = (object: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => (typeof value === 'string' ? [[key, fold(value)]] : [])),
  );
