import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled } from './tenancy.js';

const issuers = `
  CREATE TABLE trusted_issuer ( -- Foreign issuers whose word counts: which workload an agent is, or for whom it acts.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    name text NOT NULL, -- Name shown to people.
    kind text NOT NULL CHECK (kind IN (
      'kubernetes', 'github_actions', 'spiffe', 'gcp', 'aws', 'oidc', 'id_jag')), -- What it states, and in which form.
    issuer text NOT NULL, -- The iss of its tokens; for spiffe the trust domain.
    jwks_uri text, -- Where its keys are published; else they are pinned.
    pinned_jwks jsonb, -- Its public keys as an administrator entered them (RFC 7517).
    algorithms text[] NOT NULL CHECK (cardinality(algorithms) > 0), -- Signature algorithms that are accepted of it.
    max_age_seconds integer NOT NULL CHECK (max_age_seconds BETWEEN 30 AND 86400), -- Oldest token that is accepted.
    source_id uuid REFERENCES source (id), -- For id_jag: its subjects are the externalIds of this source's persons.
    status text NOT NULL CHECK (status IN ('active', 'withdrawn')), -- Whether its word counts.
    created_by text NOT NULL, -- Who trusted it.
    created_at timestamptz NOT NULL, -- When it was trusted.
    withdrawn_at timestamptz CHECK (withdrawn_at >= created_at), -- From when on its word no longer counts.
    CHECK ((jwks_uri IS NULL) <> (pinned_jwks IS NULL)),
    CHECK (kind = 'id_jag' OR source_id IS NULL),
    CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX trusted_issuer_name ON trusted_issuer (tenant_id, name) WHERE status = 'active';
  CREATE UNIQUE INDEX trusted_issuer_word ON trusted_issuer (tenant_id, issuer, (kind = 'id_jag'))
    WHERE status = 'active';
  CREATE INDEX trusted_issuer_source ON trusted_issuer (source_id);`;

const bindings = `
  CREATE TABLE agent_binding ( -- By which workload of a trusted issuer an agent proves itself.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent.
    issuer_id uuid NOT NULL REFERENCES trusted_issuer (id), -- Who states it.
    subject text, -- What sub must be, exactly; none: the claims decide.
    claims jsonb NOT NULL, -- Further claims: a list of pointer (RFC 6901) and the value that it must lead to.
    matcher_key text NOT NULL, -- Canonical text of subject and claims, by which a repetition is recognised.
    created_by text NOT NULL, -- Who bound it.
    created_at timestamptz NOT NULL, -- When it was bound.
    ended_at timestamptz CHECK (ended_at >= created_at), -- From when on it no longer counts.
    ended_because text, -- Why it ended.
    CHECK (subject IS NOT NULL OR claims <> '[]')
  );
  CREATE UNIQUE INDEX agent_binding_match ON agent_binding (issuer_id, matcher_key) WHERE ended_at IS NULL;
  CREATE INDEX agent_binding_issuer ON agent_binding (issuer_id, subject);
  CREATE INDEX agent_binding_agent ON agent_binding (agent_id);`;

/** Whose word about workloads and people counts besides our own, and which agent a workload is. */
export class TrustIssuers1795219200013 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [issuers, bindings]) await db.query(commented(part));
    await db.query(walled('trusted_issuer', 'agent_binding'));
    await db.query(governed('trusted_issuer', 'agent_binding'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE agent_binding, trusted_issuer');
  }
}
