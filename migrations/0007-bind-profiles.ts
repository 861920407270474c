import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled } from './tenancy.js';

const bindings = `
  CREATE TABLE profile_binding ( -- Words of a source that hand out a profile, and under which it is published there.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    profile_id uuid NOT NULL REFERENCES access_profile (id), -- The profile.
    source_id uuid NOT NULL REFERENCES source (id), -- The source whose word counts, and which is told of the profile.
    attribute text NOT NULL CHECK (attribute IN ('entitlements', 'roles')), -- The attribute of a User that is read.
    value text NOT NULL, -- The value as it is published.
    value_key text NOT NULL, -- Folded value, by which it is recognised.
    valid_from timestamptz NOT NULL, -- From when on it counts.
    valid_to timestamptz CHECK (valid_to >= valid_from) -- From when on it no longer counts.
  );
  CREATE UNIQUE INDEX profile_binding_value ON profile_binding (source_id, attribute, value_key)
    WHERE valid_to IS NULL;
  CREATE INDEX profile_binding_profile ON profile_binding (profile_id);`;

const assignments = `
  ALTER TABLE assignment ADD COLUMN binding_id uuid REFERENCES profile_binding (id);
  COMMENT ON COLUMN assignment.binding_id IS 'The binding that made it, and ends it; none: people did.';
  ALTER TABLE assignment ADD CONSTRAINT assignment_bound_to_person
    CHECK (binding_id IS NULL OR person_id IS NOT NULL);
  CREATE UNIQUE INDEX assignment_bound ON assignment (binding_id, person_id)
    WHERE valid_to IS NULL AND binding_id IS NOT NULL;`;

const agents = `
  CREATE TABLE scim_agent ( -- What a source says of an agent that it pushed.
    agent_id uuid PRIMARY KEY REFERENCES agent (id), -- The agent; its SCIM id.
    ${TENANT}
    source_id uuid NOT NULL REFERENCES source (id), -- The source that provisions it.
    external_id text, -- The source's own id (SCIM externalId); set once.
    user_name_key text NOT NULL, -- Folded agentUserName for uniqueness and filters.
    active boolean NOT NULL, -- What the source says; whatever else holds the agent back stands with its suspensions.
    deleted_at timestamptz, -- When the source deleted it; the row stays, so that the id is never used again.
    attributes jsonb NOT NULL, -- The SCIM resource in canonical form, as far as our schema knows it.
    folded jsonb NOT NULL, -- Single-valued texts of the attributes by their path, folded for filters.
    drafted jsonb NOT NULL, -- What else the source said, as it said it; drafts differ.
    version bigint NOT NULL, -- Raised by each effective change; SCIM meta.version.
    created_at timestamptz NOT NULL, -- SCIM meta.created.
    changed_at timestamptz NOT NULL -- SCIM meta.lastModified.
  );
  CREATE UNIQUE INDEX scim_agent_user_name ON scim_agent (source_id, user_name_key) WHERE deleted_at IS NULL;
  CREATE UNIQUE INDEX scim_agent_external ON scim_agent (source_id, external_id) WHERE deleted_at IS NULL;
  CREATE INDEX scim_agent_source ON scim_agent (source_id, created_at, agent_id);`;

/** Rights hang on ids: the name of an agent that is retired for good may be another's. */
const names = `
  ALTER TABLE agent DROP CONSTRAINT agent_tenant_id_name_key;
  CREATE UNIQUE INDEX agent_name ON agent (tenant_id, name) WHERE state <> 'retired';`;

const causes = (...more: string[]): string => `
  ALTER TABLE agent_suspension DROP CONSTRAINT agent_suspension_cause_check;
  ALTER TABLE agent_suspension ADD CONSTRAINT agent_suspension_cause_check CHECK (cause IN (
    ${['owner_inactive', 'review_overdue', 'killed', 'expired', 'dormant', 'upstream_inactive', 'risk', ...more]
      .map((cause) => `'${cause}'`)
      .join(', ')}));`;

export class BindProfiles1795219200007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(commented(bindings));
    await db.query(assignments);
    await db.query(commented(agents));
    await db.query(names);
    await db.query(causes('owner_changed'));
    await db.query(walled('profile_binding', 'scim_agent'));
    await db.query(governed('profile_binding', 'scim_agent'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(causes());
    await db.query('DROP INDEX agent_name');
    await db.query('ALTER TABLE agent ADD CONSTRAINT agent_tenant_id_name_key UNIQUE (tenant_id, name)');
    await db.query('DROP TABLE scim_agent');
    await db.query('ALTER TABLE assignment DROP COLUMN binding_id');
    await db.query('DROP TABLE profile_binding');
  }
}
