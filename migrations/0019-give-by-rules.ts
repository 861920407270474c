import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, walled, writableAcross } from './tenancy.js';

/** Computed by the database, so that nobody who writes a grant forgets it. */
const asksFor = (table: string): string => `
  ALTER TABLE ${table} ADD COLUMN asks_for jsonb GENERATED ALWAYS AS (
    jsonb_path_query_array(condition, '$.**.person') || jsonb_path_query_array(condition, '$.**.owner')
      || CASE WHEN jsonb_path_exists(condition, '$.**.cel') THEN '["*"]'::jsonb ELSE '[]'::jsonb END) STORED;
  CREATE INDEX ${table}_asks_for ON ${table} USING gin (asks_for) WHERE ended_because IS NULL;
  COMMENT ON COLUMN ${table}.asks_for IS 'Attributes of people that its condition asks for; * for an expression.';`;

const rules = `
  ALTER TABLE assignment_rule
    ADD COLUMN reason text NOT NULL DEFAULT '',
    ADD COLUMN settled boolean NOT NULL DEFAULT false,
    ADD COLUMN ended_because text,
    ADD CONSTRAINT assignment_rule_ended CHECK ((valid_to IS NULL) = (ended_because IS NULL));
  CREATE INDEX assignment_rule_unsettled ON assignment_rule (id) WHERE NOT settled;
  COMMENT ON COLUMN assignment_rule.reason IS 'Why it was made.';
  COMMENT ON COLUMN assignment_rule.settled IS 'Whether everybody was looked at since it began, and again since it ended.';
  COMMENT ON COLUMN assignment_rule.ended_because IS 'Why it ended; null while it counts.';`;

/** Key: libs/database advisoryLocks.assignmentRules. Before the row, so that a reader after it sees every rule. */
const together = `
  CREATE FUNCTION know_rules() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock_shared(7236008, hashtext(current_tenant()::text));
      RETURN NULL;
    END $$;
  CREATE TRIGGER know_rules BEFORE INSERT OR UPDATE ON person FOR EACH STATEMENT EXECUTE FUNCTION know_rules();`;

const used = `
  CREATE TABLE grant_use ( -- When grants last let a call through, gathered from the ledger.
    grant_id uuid PRIMARY KEY, -- The grant, of an agent or of a profile.
    ${TENANT}
    last_used_at timestamptz NOT NULL, -- Of the newest call that named it.
    calls bigint NOT NULL -- How many calls named it.
  );
  CREATE INDEX grant_use_last ON grant_use (tenant_id, last_used_at);
  CREATE TABLE grant_use_mark ( -- How far the ledger was gathered.
    ${TENANT}
    seq bigint NOT NULL, -- The first entry that was not looked at yet.
    PRIMARY KEY (tenant_id)
  );`;

/** Profiles come by rules, reviews look at several tools at once, and it is known what was used. */
export class GiveByRules1795219200019 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE review_item ALTER COLUMN tool_id DROP NOT NULL');
    for (const table of ['profile_grant', 'agent_grant']) await db.query(asksFor(table));
    await db.query(rules);
    await db.query(together);
    await db.query(commented(used));
    await db.query(walled('grant_use', 'grant_use_mark'));
    await db.query(writableAcross('grant_use', 'grant_use_mark'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE grant_use, grant_use_mark;
      DROP TRIGGER know_rules ON person;
      DROP FUNCTION know_rules;
      ALTER TABLE assignment_rule DROP COLUMN reason, DROP COLUMN settled, DROP COLUMN ended_because;
      ALTER TABLE profile_grant DROP COLUMN asks_for;
      ALTER TABLE agent_grant DROP COLUMN asks_for;
      ALTER TABLE review_item ALTER COLUMN tool_id SET NOT NULL;`);
  }
}
