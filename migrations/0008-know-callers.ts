import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, readableAcross, walled } from './tenancy.js';

const blueprints = `
  CREATE TABLE blueprint ( -- Defaults and ceilings for a class of agents.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    name text NOT NULL, -- Name shown to people.
    kind text NOT NULL CHECK (kind IN ('autonomous', 'delegated')), -- Which agents it is for.
    environment text NOT NULL CHECK (environment IN ('production', 'staging', 'development')), -- Where they work.
    max_term_days integer NOT NULL CHECK (max_term_days > 0), -- Longest time from registration to expiry.
    review_every_days integer NOT NULL CHECK (review_every_days > 0), -- Longest time from one review to the next.
    dormant_after_days integer NOT NULL CHECK (dormant_after_days > 0), -- Without a token for so long, it sleeps.
    max_credential_days integer NOT NULL CHECK (max_credential_days > 0), -- Longest life of a credential.
    ceiling_profile_id uuid REFERENCES access_profile (id), -- No agent of this class gets beyond it; none: no ceiling.
    requires_approval boolean NOT NULL, -- Whether somebody must approve each agent before it is staged.
    requires_deputy boolean NOT NULL, -- Whether an agent needs a deputy before it may start.
    created_at timestamptz NOT NULL, -- When it was made.
    ended_at timestamptz -- From when on no agent is made from it.
  );
  CREATE UNIQUE INDEX blueprint_name ON blueprint (tenant_id, name) WHERE ended_at IS NULL;
  CREATE INDEX blueprint_ceiling ON blueprint (ceiling_profile_id);`;

const agents = `
  ALTER TABLE agent DROP CONSTRAINT agent_state_check;
  ALTER TABLE agent ADD CONSTRAINT agent_state_check CHECK (state IN ('requested', 'staged', 'active', 'retired'));
  ALTER TABLE agent
    ADD COLUMN parent_id uuid REFERENCES agent (id),
    ADD COLUMN technical_owner_id uuid REFERENCES person (id),
    ADD COLUMN blueprint_id uuid REFERENCES blueprint (id),
    ADD COLUMN environment text NOT NULL DEFAULT 'production',
    ADD COLUMN model text,
    ADD COLUMN dormant_after_days integer CHECK (dormant_after_days > 0),
    ADD COLUMN last_active_at timestamptz,
    ADD CONSTRAINT agent_environment_check CHECK (environment IN ('production', 'staging', 'development')),
    ADD CONSTRAINT agent_not_own_parent CHECK (parent_id IS DISTINCT FROM id);
  CREATE INDEX agent_parent ON agent (parent_id);
  CREATE INDEX agent_technical_owner ON agent (technical_owner_id);
  CREATE INDEX agent_blueprint ON agent (blueprint_id);
  COMMENT ON COLUMN agent.parent_id IS 'The agent that it is a part of; it never gets beyond that one.';
  COMMENT ON COLUMN agent.technical_owner_id IS 'Who runs it; carries no accountability and no right.';
  COMMENT ON COLUMN agent.blueprint_id IS 'The class it was made from, whose ceilings bind it.';
  COMMENT ON COLUMN agent.environment IS 'Where it works.';
  COMMENT ON COLUMN agent.model IS 'The model behind it, in the words of its owner.';
  COMMENT ON COLUMN agent.dormant_after_days IS 'Without a token for so many days it is stopped as dormant; none: never.';
  COMMENT ON COLUMN agent.last_active_at IS 'When it last got a token, to within some minutes.';`;

const credentials = `
  ALTER TABLE agent_credential DROP CONSTRAINT agent_credential_kind_check;
  ALTER TABLE agent_credential ADD CONSTRAINT agent_credential_kind_check
    CHECK (kind IN ('private_key_jwt', 'self_signed_tls_client_auth', 'tls_client_auth'));
  ALTER TABLE agent_credential
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN certificate jsonb;
  COMMENT ON COLUMN agent_credential.last_used_at IS 'When it last proved the agent, to within some minutes.';
  COMMENT ON COLUMN agent_credential.certificate IS 'For TLS client authentication: what the certificate must say (RFC 8705 §2).';`;

/** The fence knows whom an agent is a part of: when the whole stops, so does the part. */
const principals = `
  ALTER TABLE principal ADD COLUMN parent_id uuid;
  ALTER TABLE principal ADD CONSTRAINT principal_parent_of_agent CHECK (parent_id IS NULL OR kind = 'agent');
  COMMENT ON COLUMN principal.parent_id IS 'For a sub-agent: the agent without which it may not act.';
  CREATE INDEX principal_parent ON principal (parent_id) WHERE parent_id IS NOT NULL;`;

const delegations = `
  CREATE TABLE delegation ( -- Who lets which agent act for them: one link of a chain person, agent, sub-agent.
    id uuid PRIMARY KEY, -- UUIDv7; named in every token that rests on it.
    ${TENANT}
    person_id uuid REFERENCES person (id), -- The person who delegates; else an agent does.
    from_agent_id uuid REFERENCES agent (id), -- The agent that delegates; else a person does.
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent that acts for them.
    scope text NOT NULL, -- OAuth scope that was delegated.
    given_by text NOT NULL, -- Who gave it.
    valid_from timestamptz NOT NULL, -- From when on it counts.
    valid_to timestamptz NOT NULL CHECK (valid_to >= valid_from), -- From when on it no longer counts.
    ended_because text, -- Why it ended before its time.
    CHECK ((person_id IS NULL) <> (from_agent_id IS NULL)),
    CHECK (from_agent_id IS DISTINCT FROM agent_id)
  );
  CREATE INDEX delegation_person ON delegation (person_id);
  CREATE INDEX delegation_from_agent ON delegation (from_agent_id);
  CREATE INDEX delegation_agent ON delegation (agent_id);`;

/** Agents of every class, who lets them act for whom, and what the fence must know of it. */
export class KnowCallers1795219200008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [blueprints, agents, credentials, principals, delegations]) await db.query(commented(part));
    await db.query(walled('blueprint', 'delegation'));
    await db.query(readableAcross('blueprint', 'delegation'));
    await db.query(governed('blueprint', 'delegation'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE delegation;
      ALTER TABLE principal DROP COLUMN parent_id;
      ALTER TABLE agent_credential DROP COLUMN certificate, DROP COLUMN last_used_at,
        DROP CONSTRAINT agent_credential_kind_check;
      ALTER TABLE agent_credential ADD CONSTRAINT agent_credential_kind_check CHECK (kind IN ('private_key_jwt'));
      ALTER TABLE agent DROP COLUMN last_active_at, DROP COLUMN dormant_after_days, DROP COLUMN model,
        DROP COLUMN environment, DROP COLUMN blueprint_id, DROP COLUMN technical_owner_id, DROP COLUMN parent_id,
        DROP CONSTRAINT agent_state_check;
      ALTER TABLE agent ADD CONSTRAINT agent_state_check CHECK (state IN ('staged', 'active', 'retired'));
      DROP TABLE blueprint;`);
  }
}
