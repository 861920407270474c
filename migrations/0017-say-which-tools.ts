import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, appendOnly, governed, readableAcross, walled } from './tenancy.js';

const catalogue = `
  ALTER TABLE mcp_server DROP CONSTRAINT mcp_server_transport_check;
  ALTER TABLE mcp_server DROP CONSTRAINT mcp_server_check1;
  ALTER TABLE mcp_server ADD CONSTRAINT mcp_server_transport_check CHECK (transport IN ('stdio', 'http', 'sse'));
  ALTER TABLE mcp_server ADD CONSTRAINT mcp_server_address CHECK ((transport <> 'stdio') = (url IS NOT NULL));
  ALTER TABLE mcp_server
    ADD COLUMN owner_id uuid REFERENCES person (id),
    ADD COLUMN environment text CHECK (environment IN ('production', 'staging', 'development', 'test')),
    ADD COLUMN classification text CHECK (classification IN ('public', 'internal', 'confidential', 'restricted')),
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN recheck_seconds integer NOT NULL DEFAULT 15 CHECK (recheck_seconds BETWEEN 0 AND 86400);
  CREATE INDEX mcp_server_owner ON mcp_server (owner_id);
  COMMENT ON COLUMN mcp_server.owner_id IS 'Who answers for it and approves changed definitions.';
  COMMENT ON COLUMN mcp_server.environment IS 'What it stands for; null when nobody said.';
  COMMENT ON COLUMN mcp_server.classification IS 'The most sensitive data behind it; null when nobody said.';
  COMMENT ON COLUMN mcp_server.tags IS 'Words by which grants select it.';
  COMMENT ON COLUMN mcp_server.recheck_seconds IS 'A call first reads the definitions again that were read longer ago; 0: before every call.';
  ALTER TABLE tool
    ADD COLUMN kind text NOT NULL DEFAULT 'tool' CHECK (kind IN ('tool', 'resource', 'resource_template', 'prompt')),
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN accepted_hashes text[] NOT NULL DEFAULT '{}',
    ADD COLUMN risk_reason text,
    ADD COLUMN variant_of uuid REFERENCES tool (id),
    ADD COLUMN variant jsonb,
    ADD COLUMN cost integer NOT NULL DEFAULT 1 CHECK (cost >= 0),
    ADD COLUMN records_at text,
    ADD CONSTRAINT tool_variant CHECK ((variant_of IS NULL) = (variant IS NULL) AND (variant_of IS NULL OR kind = 'tool'));
  UPDATE tool SET accepted_hashes = ARRAY[approved_hash];
  ALTER TABLE tool ADD CONSTRAINT tool_accepts_approved CHECK (approved_hash = ANY (accepted_hashes));
  ALTER TABLE tool DROP CONSTRAINT tool_server_id_name_key;
  ALTER TABLE tool ADD CONSTRAINT tool_server_id_kind_name_key UNIQUE (server_id, kind, name);
  CREATE INDEX tool_variant_of ON tool (variant_of);
  COMMENT ON COLUMN tool.kind IS 'Tools, resources and prompts are granted alike; the name of a resource is its URI.';
  COMMENT ON COLUMN tool.tags IS 'Words by which grants select it.';
  COMMENT ON COLUMN tool.accepted_hashes IS 'Definitions that grants may mean: the approved one, and former ones whose grants were carried over to it.';
  COMMENT ON COLUMN tool.risk_reason IS 'Why a person gave it its class; null when the class comes from annotations.';
  COMMENT ON COLUMN tool.variant_of IS 'The tool that this is a safe variant of.';
  COMMENT ON COLUMN tool.variant IS 'How the variant differs: arguments fixed, removed and bounded, and its description.';
  COMMENT ON COLUMN tool.cost IS 'Cost units of one call.';
  COMMENT ON COLUMN tool.records_at IS 'Path of the list of records in its structured result; null: the largest list at its top.';`;

const grants = (table: string): string => `
  ALTER TABLE ${table} ALTER COLUMN tool_id DROP NOT NULL, ALTER COLUMN definition_hash DROP NOT NULL;
  ALTER TABLE ${table}
    ADD COLUMN pattern jsonb,
    ADD COLUMN budget jsonb,
    ADD COLUMN obligations jsonb NOT NULL DEFAULT '[]',
    ADD CONSTRAINT ${table}_pinned CHECK ((tool_id IS NULL) = (definition_hash IS NULL));
  COMMENT ON COLUMN ${table}.pattern IS 'Several tools, also those to come, instead of one.';
  COMMENT ON COLUMN ${table}.budget IS 'What may be used up by it; none means no bound.';
  COMMENT ON COLUMN ${table}.obligations IS 'What must be done with results: paths redacted, sizes capped.';`;

const planned = (table: string): string => `
  ALTER TABLE ${table} ADD COLUMN planned boolean NOT NULL DEFAULT false;
  COMMENT ON COLUMN ${table}.planned IS 'Its beginning was set for a time that was still to come.';`;

const profiles = `
  ${grants('profile_grant')}
  ALTER TABLE profile_grant ADD COLUMN ended_because text,
    ADD CONSTRAINT profile_grant_selects CHECK ((tool_id IS NULL) <> (pattern IS NULL));
  UPDATE profile_grant SET ended_because = 'ended' WHERE valid_to IS NOT NULL;
  ALTER TABLE profile_grant ADD CONSTRAINT profile_grant_ended CHECK ((valid_to IS NULL) = (ended_because IS NULL));
  COMMENT ON COLUMN profile_grant.ended_because IS 'Why it ended; null while it counts.';
  ${grants('agent_grant')}
  ALTER TABLE agent_grant DROP CONSTRAINT agent_grant_check1;
  ALTER TABLE agent_grant ADD COLUMN profile_id uuid REFERENCES access_profile (id),
    ADD CONSTRAINT agent_grant_ended CHECK (ended_because IS NULL OR valid_to IS NOT NULL),
    ADD CONSTRAINT agent_grant_selects CHECK (num_nonnulls(tool_id, pattern) = 1 OR (profile_id IS NOT NULL AND num_nonnulls(tool_id, pattern) = 0)),
    ADD CONSTRAINT agent_grant_of_profile CHECK (profile_id IS NULL OR effect <> 'deny');
  CREATE INDEX agent_grant_profile ON agent_grant (profile_id);
  COMMENT ON COLUMN agent_grant.profile_id IS 'The profile that the agent holds, narrowed by tool, pattern and condition.';
  ${planned('agent_grant')}
  ALTER TABLE access_profile ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN description text NOT NULL DEFAULT '';
  COMMENT ON COLUMN access_profile.version IS 'Raised by each change of what it grants.';
  COMMENT ON COLUMN access_profile.description IS 'What it is for, shown to people.';`;

const rules = `
  CREATE TABLE profile_version ( -- What a profile was at each version is what its grants say of that time.
    profile_id uuid NOT NULL REFERENCES access_profile (id), -- The profile.
    version integer NOT NULL, -- Counted from 1.
    ${TENANT}
    at timestamptz NOT NULL, -- When it came into force.
    by text NOT NULL, -- Who changed it.
    reason text NOT NULL DEFAULT '', -- Why.
    PRIMARY KEY (profile_id, version)
  );
  CREATE TABLE assignment_rule ( -- Profiles that people hold because of what the directory says of them.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    profile_id uuid NOT NULL REFERENCES access_profile (id), -- The profile.
    name text NOT NULL, -- Name shown to people.
    condition jsonb NOT NULL, -- Typed expression over attributes of the person.
    made_by text NOT NULL, -- Who made it.
    valid_from timestamptz NOT NULL, -- From when on it counts.
    valid_to timestamptz CHECK (valid_to >= valid_from) -- From when on it no longer counts.
  );
  CREATE INDEX assignment_rule_profile ON assignment_rule (profile_id);
  CREATE UNIQUE INDEX assignment_rule_name ON assignment_rule (tenant_id, name) WHERE valid_to IS NULL;`;

const assignments = `
  ALTER TABLE assignment ADD COLUMN rule_id uuid REFERENCES assignment_rule (id), ADD COLUMN ended_because text,
    ADD COLUMN assigned_by text NOT NULL DEFAULT '', ADD COLUMN reason text NOT NULL DEFAULT '';
  UPDATE assignment SET ended_because = 'ended' WHERE valid_to IS NOT NULL;
  ALTER TABLE assignment
    ADD CONSTRAINT assignment_ended CHECK (ended_because IS NULL OR valid_to IS NOT NULL),
    ADD CONSTRAINT assignment_rule_person CHECK (rule_id IS NULL OR (person_id IS NOT NULL AND binding_id IS NULL));
  CREATE UNIQUE INDEX assignment_by_rule ON assignment (rule_id, person_id) WHERE ended_because IS NULL AND rule_id IS NOT NULL;
  COMMENT ON COLUMN assignment.rule_id IS 'The rule that gave it.';
  COMMENT ON COLUMN assignment.ended_because IS 'Why it ended; null while it counts, also when its end is planned.';
  COMMENT ON COLUMN assignment.assigned_by IS 'Who gave it.';
  COMMENT ON COLUMN assignment.reason IS 'Why, in the words of whoever gave it.';
  ${planned('assignment')}
  ALTER TABLE agent ADD COLUMN tags text[] NOT NULL DEFAULT '{}';
  COMMENT ON COLUMN agent.tags IS 'Words by which conditions and lists select it.';`;

/** Whose rows get values here, whatever tenant they are of. */
const filled = ['tool', 'profile_grant', 'assignment', 'access_profile'];

/** A grant says which tools it means, for how much, and where it comes from; a profile has versions; rules assign. */
export class SayWhichTools1795219200017 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.mode', 'governed', true)`);
    for (const table of filled) await db.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await db.query(catalogue);
    await db.query(profiles);
    await db.query(commented(rules));
    await db.query(assignments);
    await db.query(walled('profile_version', 'assignment_rule'));
    await db.query('ALTER TABLE profile_version NO FORCE ROW LEVEL SECURITY');
    await db.query(readableAcross('profile_version', 'assignment_rule'));
    await db.query(governed('profile_version', 'assignment_rule'));
    await db.query(appendOnly('profile_version'));
    await db.query(
      `INSERT INTO profile_version (profile_id, version, tenant_id, at, by) SELECT id, 1, tenant_id, created_at, 'system' FROM access_profile`,
    );
    for (const table of [...filled, 'profile_version']) await db.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE agent DROP COLUMN tags;
      ALTER TABLE assignment DROP COLUMN rule_id, DROP COLUMN ended_because, DROP COLUMN assigned_by, DROP COLUMN reason, DROP COLUMN planned;
      DROP TABLE profile_version, assignment_rule;
      ALTER TABLE access_profile DROP COLUMN version, DROP COLUMN description;
      ALTER TABLE agent_grant DROP COLUMN profile_id, DROP COLUMN planned, DROP COLUMN pattern, DROP COLUMN budget, DROP COLUMN obligations,
        DROP CONSTRAINT agent_grant_ended, DROP CONSTRAINT agent_grant_pinned,
        ADD CONSTRAINT agent_grant_check1 CHECK ((valid_to IS NULL) OR (ended_because IS NOT NULL)),
        ALTER COLUMN tool_id SET NOT NULL, ALTER COLUMN definition_hash SET NOT NULL;
      ALTER TABLE profile_grant DROP COLUMN ended_because, DROP COLUMN pattern, DROP COLUMN budget, DROP COLUMN obligations,
        DROP CONSTRAINT profile_grant_pinned, ALTER COLUMN tool_id SET NOT NULL, ALTER COLUMN definition_hash SET NOT NULL;
      ALTER TABLE tool DROP CONSTRAINT tool_server_id_kind_name_key, DROP CONSTRAINT tool_accepts_approved, DROP COLUMN kind, DROP COLUMN tags,
        DROP COLUMN accepted_hashes, DROP COLUMN risk_reason, DROP COLUMN variant_of, DROP COLUMN variant, DROP COLUMN cost, DROP COLUMN records_at,
        ADD CONSTRAINT tool_server_id_name_key UNIQUE (server_id, name);
      ALTER TABLE mcp_server DROP COLUMN owner_id, DROP COLUMN environment, DROP COLUMN classification, DROP COLUMN tags, DROP COLUMN recheck_seconds,
        DROP CONSTRAINT mcp_server_address, DROP CONSTRAINT mcp_server_transport_check;
      ALTER TABLE mcp_server ADD CONSTRAINT mcp_server_transport_check CHECK (transport IN ('stdio', 'http')),
        ADD CONSTRAINT mcp_server_check1 CHECK ((transport = 'http') = (url IS NOT NULL));`);
  }
}
