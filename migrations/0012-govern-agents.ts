import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, readableAcross, walled } from './tenancy.js';

const killSwitches = `
  CREATE TABLE kill_switch ( -- What somebody has stopped at once: an agent, an owner's agents, a server, a tool, a tenant.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    scope text NOT NULL CHECK (scope IN ('agent', 'owner', 'server', 'tool', 'tenant')), -- What the target is.
    target_id uuid NOT NULL, -- Agent, person, server, tool or tenant.
    reason text NOT NULL, -- Why, in the words of whoever pulled it.
    pulled_by text NOT NULL, -- Who pulled it.
    pulled_at timestamptz NOT NULL, -- From when on it counts.
    lifted_by text, -- Who lifted it.
    lifted_at timestamptz CHECK (lifted_at >= pulled_at), -- From when on it no longer counts.
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
    CHECK (scope <> 'tenant' OR target_id = tenant_id)
  );
  CREATE UNIQUE INDEX kill_switch_open ON kill_switch (scope, target_id) WHERE lifted_at IS NULL;
  CREATE INDEX kill_switch_pulled ON kill_switch (tenant_id, pulled_at);`;

const transfers = `
  CREATE TABLE agent_transfer ( -- Offers of an agent to somebody else, while its owner is still here.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent.
    from_id uuid NOT NULL REFERENCES person (id), -- Who answered for it when it was offered.
    to_id uuid NOT NULL REFERENCES person (id), -- Who is asked to answer for it.
    state text NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired')), -- The answer.
    offered_by text NOT NULL, -- Who offered it: the owner or an administrator.
    offered_at timestamptz NOT NULL, -- When.
    expires_at timestamptz NOT NULL, -- Until when it can be accepted.
    answered_at timestamptz, -- When it ended, however it did.
    CHECK ((state = 'open') = (answered_at IS NULL)),
    CHECK (from_id <> to_id)
  );
  CREATE UNIQUE INDEX agent_transfer_open ON agent_transfer (agent_id) WHERE state = 'open';
  CREATE INDEX agent_transfer_agent ON agent_transfer (agent_id);
  CREATE INDEX agent_transfer_from ON agent_transfer (from_id);
  CREATE INDEX agent_transfer_to ON agent_transfer (to_id);`;

const former = ['owner_inactive', 'review_overdue', 'killed', 'expired', 'dormant', 'upstream_inactive', 'risk'];
const causes = (...more: string[]): string => `
  ALTER TABLE agent_suspension DROP CONSTRAINT agent_suspension_cause_check;
  ALTER TABLE agent_suspension ADD CONSTRAINT agent_suspension_cause_check CHECK (cause IN (
    ${[...former, 'owner_changed', ...more].map((cause) => `'${cause}'`).join(', ')}));`;

/** A certificate that only an authority vouches for has no key that we know. */
const credentials = `
  ALTER TABLE agent_credential ALTER COLUMN jwk DROP NOT NULL;
  ALTER TABLE agent_credential ADD CONSTRAINT agent_credential_proof CHECK (CASE kind
    WHEN 'private_key_jwt' THEN jwk IS NOT NULL AND certificate IS NULL
    WHEN 'self_signed_tls_client_auth' THEN jwk IS NOT NULL AND certificate IS NOT NULL
    ELSE jwk IS NULL AND certificate IS NOT NULL END);
  ALTER TABLE agent_credential ADD COLUMN expiry_told_at timestamptz;
  COMMENT ON COLUMN agent_credential.expiry_told_at IS 'When its owner was told that it ends soon.';
  ALTER TABLE agent ADD COLUMN awake_since timestamptz;
  COMMENT ON COLUMN agent.awake_since IS 'From when on time without a token counts towards dormancy, unless it got one later.';`;

/** What may be stopped and by whom, handing an agent over while its owner is here, and proofs other than a key. */
export class GovernAgents1795219200012 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [killSwitches, transfers, credentials]) await db.query(commented(part));
    await db.query(causes('owner_killed', 'quarantined'));
    await db.query(walled('kill_switch', 'agent_transfer'));
    await db.query(readableAcross('kill_switch'));
    await db.query(governed('kill_switch', 'agent_transfer'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(causes());
    await db.query(`
      DROP TABLE agent_transfer, kill_switch;
      ALTER TABLE agent DROP COLUMN awake_since;
      ALTER TABLE agent_credential DROP COLUMN expiry_told_at, DROP CONSTRAINT agent_credential_proof;
      ALTER TABLE agent_credential ALTER COLUMN jwk SET NOT NULL;`);
  }
}
