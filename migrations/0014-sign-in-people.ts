import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled } from './tenancy.js';

const providers = `
  CREATE TABLE identity_provider ( -- Who vouches for the people of a source when they sign in.
    id uuid PRIMARY KEY, -- UUIDv7; part of the address that answers come back to.
    ${TENANT}
    kind text NOT NULL CHECK (kind IN ('saml', 'oidc')), -- SAML 2.0 or OpenID Connect.
    name text NOT NULL, -- Name on the sign-in page.
    source_id uuid NOT NULL REFERENCES source (id), -- It vouches for the people of this source and nobody else.
    issuer text, -- How it names itself: entity id (SAML) or issuer (OIDC); none before it is set up.
    settings jsonb, -- Addresses, certificates, client, claims, and what counts as strong; none before it is set up.
    sealed_secret text, -- For OIDC: client secret or private key, sealed to this row.
    state text NOT NULL CHECK (state IN ('active', 'disabled', 'removed')), -- Only an active one signs anybody in.
    created_at timestamptz NOT NULL, -- When it was added.
    changed_at timestamptz NOT NULL, -- When its settings or its state last changed.
    CHECK ((issuer IS NULL) = (settings IS NULL)),
    CHECK (state <> 'active' OR settings IS NOT NULL)
  );
  CREATE UNIQUE INDEX identity_provider_name ON identity_provider (tenant_id, name) WHERE state <> 'removed';
  CREATE INDEX identity_provider_source ON identity_provider (source_id);
  CREATE TABLE person_identity ( -- Which account at an identity provider is which person.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    identity_provider_id uuid NOT NULL REFERENCES identity_provider (id), -- The provider.
    subject text NOT NULL, -- The account, by the name that the provider never changes nor gives to another.
    person_id uuid NOT NULL REFERENCES person (id), -- The person.
    bound_by text NOT NULL CHECK (bound_by IN ('external_id', 'scim_id', 'employee_number')), -- What was equal at the first sign-in.
    bound_at timestamptz NOT NULL, -- When that was.
    CONSTRAINT person_identity_subject UNIQUE (identity_provider_id, subject),
    CONSTRAINT person_identity_person UNIQUE (identity_provider_id, person_id)
  );
  CREATE INDEX person_identity_of ON person_identity (person_id);`;

/** Machinery of single use: whoever deletes the attempt, or inserts the assertion, is the only one. */
const singleUse = `
  CREATE TABLE sign_in_attempt ( -- A sign-in under way: what one browser was sent away with.
    id_hash bytea PRIMARY KEY CHECK (length(id_hash) = 32), -- SHA-256 of the browser's cookie.
    ${TENANT}
    identity_provider_id uuid NOT NULL REFERENCES identity_provider (id), -- Where it was sent to.
    sealed text NOT NULL, -- SAML request id, or OIDC state, nonce and PKCE verifier, sealed to this row.
    return_to text NOT NULL, -- Our own path that it comes back to.
    step_up boolean NOT NULL, -- Whether the person must prove themselves anew, and strongly.
    created_at timestamptz NOT NULL, -- When it left.
    expires_at timestamptz NOT NULL -- From when on its answer is refused.
  );
  CREATE INDEX sign_in_attempt_provider ON sign_in_attempt (identity_provider_id);
  CREATE INDEX sign_in_attempt_expires ON sign_in_attempt (expires_at);
  CREATE TABLE saml_assertion ( -- Assertions that were used; each signs in once.
    identity_provider_id uuid NOT NULL REFERENCES identity_provider (id), -- Who issued it.
    assertion_id text NOT NULL, -- Its ID.
    ${TENANT}
    expires_at timestamptz NOT NULL, -- Kept until then, which is after its own end.
    PRIMARY KEY (identity_provider_id, assertion_id)
  );
  CREATE INDEX saml_assertion_expires ON saml_assertion (expires_at);`;

const ofTenant = ['identity_provider', 'person_identity', 'sign_in_attempt', 'saml_assertion'];

/** People who sign in through their company's own identity provider. */
export class SignInPeople1795219200014 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [providers, singleUse]) await db.query(commented(part));
    await db.query(walled(...ofTenant));
    await db.query(governed('identity_provider', 'person_identity'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE saml_assertion, sign_in_attempt, person_identity, identity_provider');
  }
}
