import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled } from './tenancy.js';

/** Sessions from before get an id, and a sign-in so long ago that it never counts as recent. */
const sessions = `
  ALTER TABLE web_session
    ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    ADD COLUMN method text NOT NULL DEFAULT 'link',
    ADD COLUMN authenticated_at timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z',
    ADD COLUMN acr text,
    ADD COLUMN amr text[] NOT NULL DEFAULT '{}',
    ADD COLUMN identity_provider_id uuid,
    ADD COLUMN session_index text,
    ADD CONSTRAINT web_session_method_check CHECK (method IN ('link', 'saml', 'oidc', 'break_glass'));
  ALTER TABLE web_session
    ALTER COLUMN id DROP DEFAULT, ALTER COLUMN method DROP DEFAULT, ALTER COLUMN authenticated_at DROP DEFAULT;
  COMMENT ON COLUMN web_session.id IS 'UUIDv7; names the session to people, opens nothing.';
  COMMENT ON COLUMN web_session.method IS 'How the person proved who they are.';
  COMMENT ON COLUMN web_session.authenticated_at IS 'When they did, by whoever checked it.';
  COMMENT ON COLUMN web_session.acr IS 'Authentication context that was asserted (OIDC acr, SAML AuthnContextClassRef).';
  COMMENT ON COLUMN web_session.amr IS 'Means of authentication that were asserted (RFC 8176).';
  COMMENT ON COLUMN web_session.identity_provider_id IS 'The identity provider that vouched, if one did.';
  COMMENT ON COLUMN web_session.session_index IS 'The session at that provider, so that it can end ours.';`;

/**
 * Two administrators who end each other's role at once are put in order by the lock; the later one then sees that
 * nobody would be left. A role that ends by itself some day keeps no installation open, so it does not count.
 */
const assignments = `
  ALTER TABLE role_assignment DROP CONSTRAINT role_assignment_role_check;
  ALTER TABLE role_assignment
    ADD COLUMN given_by text NOT NULL DEFAULT 'system:unknown',
    ADD COLUMN reason text NOT NULL DEFAULT '',
    ADD COLUMN ended_by text,
    ADD COLUMN ended_because text,
    ADD CONSTRAINT role_assignment_role_check
      CHECK (role IN ('admin', 'reviewer', 'auditor', 'agent_owner', 'security_operator')),
    ADD CONSTRAINT role_assignment_not_to_oneself CHECK (given_by <> 'person:' || person_id),
    ADD CONSTRAINT role_assignment_end_explained CHECK ((ended_by IS NULL) = (ended_because IS NULL));
  ALTER TABLE role_assignment ALTER COLUMN given_by DROP DEFAULT, ALTER COLUMN reason DROP DEFAULT;
  COMMENT ON COLUMN role_assignment.given_by IS 'Who gave it, as kind:id.';
  COMMENT ON COLUMN role_assignment.reason IS 'Why it was given.';
  COMMENT ON COLUMN role_assignment.ended_by IS 'Who ended it before its time, as kind:id.';
  COMMENT ON COLUMN role_assignment.ended_because IS 'Why they did.';
  CREATE FUNCTION keep_an_admin() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('admins of ' || OLD.tenant_id, 0));
    IF NOT EXISTS (
      SELECT FROM role_assignment a JOIN principal p ON p.id = a.person_id
      WHERE a.role = 'admin' AND a.id <> OLD.id AND a.tenant_id = OLD.tenant_id AND p.status = 'active'
        AND a.valid_to IS NULL AND a.valid_from <= coalesce(NEW.valid_to, now())) THEN
      RAISE EXCEPTION 'the last administrator stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'last_admin';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER last_admin BEFORE UPDATE ON role_assignment FOR EACH ROW
    WHEN (OLD.role = 'admin' AND OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL) EXECUTE FUNCTION keep_an_admin();`;

const tokens = `
  CREATE TABLE bootstrap_token ( -- One-time words by which the first administrator comes in through an identity provider.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32), -- SHA-256 of the secret.
    expires_at timestamptz NOT NULL, -- From when on it is refused.
    used_at timestamptz, -- When it was used; then it is dead.
    person_id uuid REFERENCES person (id), -- Who became administrator by it.
    CHECK ((used_at IS NULL) = (person_id IS NULL))
  );
  CREATE INDEX bootstrap_token_person ON bootstrap_token (person_id);
  CREATE TABLE api_token ( -- What a person lets a program do in their name.
    id uuid PRIMARY KEY, -- UUIDv7; stands in the token.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES person (id), -- The owner; the token never opens more than they may open.
    name text NOT NULL, -- What it is for, in the words of its owner.
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32), -- SHA-256 of the token's secret half.
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0), -- Areas of the interface, each to read or to write.
    epoch integer NOT NULL CHECK (epoch >= 0), -- The owner's epoch when it was made; at another one it is dead.
    created_at timestamptz NOT NULL, -- When it was made.
    expires_at timestamptz NOT NULL, -- From when on it is refused.
    revoked_at timestamptz, -- When it was withdrawn.
    CHECK (expires_at > created_at AND expires_at <= created_at + interval '8760 hours')
  );
  CREATE INDEX api_token_person ON api_token (person_id);
  CREATE TABLE api_token_use ( -- When API tokens were last used; the ledger is the evidence of what they did.
    token_id uuid PRIMARY KEY REFERENCES api_token (id), -- The token.
    ${TENANT}
    used_at timestamptz NOT NULL -- When it was last used, to within some minutes.
  );
  CREATE TABLE auditor_read ( -- What auditors read of late, so that the ledger holds it once and not a hundred times.
    person_id uuid NOT NULL REFERENCES person (id), -- The auditor.
    ${TENANT}
    what bytea NOT NULL CHECK (length(what) = 32), -- SHA-256 of route and object.
    expires_at timestamptz NOT NULL, -- From when on the same is recorded again.
    PRIMARY KEY (person_id, what)
  );`;

const breakGlass = `
  CREATE TABLE break_glass_account ( -- Local accounts for when no identity provider can vouch for anybody.
    person_id uuid PRIMARY KEY REFERENCES person (id), -- A person of the local source, without a role of their own.
    ${TENANT}
    place smallint NOT NULL CHECK (place IN (1, 2)), -- There are two at most.
    name text NOT NULL, -- What they sign in as.
    salt bytea NOT NULL CHECK (length(salt) = 16), -- Of the password's hash.
    password_hash bytea NOT NULL CHECK (length(password_hash) = 32), -- scrypt, N=2^15, r=8, p=1.
    state text NOT NULL CHECK (state IN ('disabled', 'enabled', 'locked')), -- Only an enabled one opens; once.
    invitation_hash bytea CHECK (length(invitation_hash) = 32), -- SHA-256 of the secret that registers its key.
    invited_until timestamptz, -- From when on that is refused.
    created_at timestamptz NOT NULL, -- When it was made.
    used_at timestamptz, -- When it last opened.
    CONSTRAINT break_glass_place UNIQUE (tenant_id, place),
    CONSTRAINT break_glass_name UNIQUE (tenant_id, name),
    CHECK ((invitation_hash IS NULL) = (invited_until IS NULL))
  );
  CREATE TABLE break_glass_key ( -- Security keys of those accounts (WebAuthn).
    credential_id text PRIMARY KEY, -- Base64url, as the key names itself.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES break_glass_account (person_id), -- The account.
    public_key bytea NOT NULL, -- COSE_Key.
    counter bigint NOT NULL CHECK (counter >= 0), -- The key's own count of signatures; a copy falls behind.
    created_at timestamptz NOT NULL -- When it was registered.
  );
  CREATE INDEX break_glass_key_person ON break_glass_key (person_id);
  CREATE TABLE break_glass_challenge ( -- Words to be signed by a security key; each is taken once.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES break_glass_account (person_id), -- The account.
    purpose text NOT NULL CHECK (purpose IN ('register', 'sign-in')), -- What it was given out for.
    challenge text NOT NULL, -- Base64url.
    expires_at timestamptz NOT NULL -- From when on it is refused.
  );
  CREATE INDEX break_glass_challenge_person ON break_glass_challenge (person_id);`;

const ofTenant = [
  'bootstrap_token',
  'api_token',
  'api_token_use',
  'auditor_read',
  'break_glass_account',
  'break_glass_key',
  'break_glass_challenge',
];

/** People who sign in, what they may do in Surety itself, and the ways in beside the identity provider. */
export class AssignRoles1795219200015 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [sessions, assignments, tokens, breakGlass]) await db.query(commented(part));
    await db.query(walled(...ofTenant));
    await db.query(governed('bootstrap_token', 'api_token', 'break_glass_account', 'break_glass_key'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE break_glass_challenge, break_glass_key, break_glass_account, auditor_read, api_token_use, api_token,
        bootstrap_token;
      DROP TRIGGER last_admin ON role_assignment;
      DROP FUNCTION keep_an_admin;
      ALTER TABLE role_assignment DROP CONSTRAINT role_assignment_role_check, DROP COLUMN given_by, DROP COLUMN reason,
        DROP COLUMN ended_by, DROP COLUMN ended_because;
      ALTER TABLE role_assignment NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE role_assignment DISABLE TRIGGER governed;
      DELETE FROM role_assignment WHERE role NOT IN ('admin', 'reviewer', 'auditor');
      ALTER TABLE role_assignment ENABLE TRIGGER governed;
      ALTER TABLE role_assignment FORCE ROW LEVEL SECURITY;
      ALTER TABLE role_assignment ADD CONSTRAINT role_assignment_role_check
        CHECK (role IN ('admin', 'reviewer', 'auditor'));
      ALTER TABLE web_session DROP COLUMN id, DROP COLUMN method, DROP COLUMN authenticated_at, DROP COLUMN acr,
        DROP COLUMN amr, DROP COLUMN identity_provider_id, DROP COLUMN session_index;`);
  }
}
