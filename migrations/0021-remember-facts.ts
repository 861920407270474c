import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled, writableAcross } from './tenancy.js';

const tables = `
  CREATE TABLE fact_version ( -- What decisions rest on and what its own row forgets: each state of it, from when on.
    kind text NOT NULL CHECK (kind IN ('server', 'tool', 'agent', 'blueprint', 'person')), -- What it is about.
    subject_id uuid NOT NULL, -- Its id.
    at timestamptz NOT NULL, -- From when on, by the clock of the write.
    seq bigint GENERATED ALWAYS AS IDENTITY, -- Of two at one time the later one.
    ${TENANT}
    facts jsonb NOT NULL, -- The columns that decisions look at, by their names.
    PRIMARY KEY (kind, subject_id, at, seq)
  );
  CREATE INDEX fact_version_owner ON fact_version ((facts ->> 'owner_id')) WHERE kind = 'agent';
  CREATE TABLE call_input ( -- What decided calls were about, sealed, so that they can be judged again.
    call_id uuid PRIMARY KEY, -- The call, as in its two ledger entries.
    ${TENANT}
    at timestamptz NOT NULL, -- When it was decided.
    sealed text NOT NULL -- Arguments, context and counters, sealed to this row.
  );
  CREATE INDEX call_input_at ON call_input (tenant_id, at);`;

/** What a source says of people that no condition can ask for. */
const unused = `ARRAY['schemas', 'id', 'meta', 'name', 'nickName', 'profileUrl', 'phoneNumbers', 'ims', 'photos',
  'addresses', 'x509Certificates', 'groups']`;

/**
 * Runs within the write that changes the row, so that the two cannot differ. Two writes of one row follow one another,
 * but the clock of the second may be behind that of the first: time never runs back within one row.
 */
const remember = `
  CREATE FUNCTION remember_facts() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      said jsonb;
      newest record;
      written timestamptz := coalesce(nullif(current_setting('surety.at', true), '')::timestamptz, now());
    BEGIN
      SELECT jsonb_object_agg(key, value) INTO said FROM jsonb_each(to_jsonb(NEW)) WHERE key = ANY (TG_ARGV[1:]);
      IF said ? 'attributes' THEN
        said := jsonb_set(said, '{attributes}', (said -> 'attributes') - ${unused});
      END IF;
      SELECT v.at, v.facts INTO newest FROM fact_version v WHERE v.kind = TG_ARGV[0] AND v.subject_id = NEW.id
        ORDER BY v.at DESC, v.seq DESC LIMIT 1;
      -- not even a statement when there is nothing to write: upkeep changes other columns of these rows
      IF newest.facts IS DISTINCT FROM said THEN
        INSERT INTO fact_version (kind, subject_id, at, tenant_id, facts)
          VALUES (TG_ARGV[0], NEW.id, greatest(written, newest.at), NEW.tenant_id, said);
      END IF;
      RETURN NULL;
    END $$;`;

/** The columns of each that decisions look at. */
const remembered = {
  server: { table: 'mcp_server', columns: 'name status environment classification tags' },
  tool: {
    table: 'tool',
    columns: 'server_id kind name risk state approved_hash accepted_hashes tags variant_of variant',
  },
  agent: {
    table: 'agent',
    columns: 'kind state owner_id deputy_id parent_id blueprint_id environment tags expires_at next_review_at name',
  },
  blueprint: { table: 'blueprint', columns: 'ceiling_profile_id' },
  person: {
    table: 'person',
    columns: 'status ends_at user_name display_name employee_number manager_id attributes',
  },
} as const;

const kinds = Object.entries(remembered).map(([kind, { table, columns }]) => ({
  kind,
  table,
  list: columns.split(' ').map((column) => `'${column}'`),
}));

const watched = kinds
  .map(
    ({ kind, table, list }) => `CREATE TRIGGER remembered AFTER INSERT OR UPDATE ON ${table}
    FOR EACH ROW EXECUTE FUNCTION remember_facts('${kind}', ${list.join(', ')});`,
  )
  .join('\n');

/** What is there counts as having always been so: before this migration nothing kept its past. */
const backfill = kinds.map(
  ({ kind, table, list }) => `INSERT INTO fact_version (kind, subject_id, at, tenant_id, facts)
    SELECT '${kind}', id, '-infinity', tenant_id,
      (SELECT jsonb_object_agg(key, CASE key WHEN 'attributes' THEN value - ${unused} ELSE value END)
       FROM jsonb_each(to_jsonb(${table})) WHERE key IN (${list.join(', ')}))
    FROM ${table}`,
);

/**
 * The past of what keeps none, and what calls were about. A later migration that changes one of these tables' rows, or
 * adds a column that decisions look at, lets `fact_version` take rows of all tenants (NO FORCE), and names the column.
 */
export class RememberFacts1795219200021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.mode', 'governed', true)`);
    await db.query(commented(tables));
    for (const { table } of kinds) await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    for (const statement of backfill) await db.query(statement);
    for (const { table } of kinds) await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await db.query(walled('fact_version', 'call_input'));
    await db.query(writableAcross('call_input'));
    await db.query(governed('fact_version'));
    await db.query(remember);
    await db.query(watched);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const { table } of kinds) await db.query(`DROP TRIGGER remembered ON ${table}`);
    await db.query('DROP FUNCTION remember_facts');
    await db.query('DROP TABLE call_input, fact_version');
  }
}
