import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, readableAcross, walled } from './tenancy.js';

const clients = `
  CREATE TABLE client_rule ( -- Which OAuth clients people may connect; whom no rule allows is refused.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    kind text NOT NULL CHECK (kind IN ('cimd_domain', 'client_id', 'redirect_host')), -- What of a client is compared.
    value text NOT NULL, -- What it must be; a domain holds for all names below it.
    effect text NOT NULL CHECK (effect IN ('allow', 'deny')), -- Denial wins over all that allow.
    blueprint_id uuid REFERENCES blueprint (id), -- Class from which the agents of such clients are made.
    requires_approval boolean NOT NULL, -- Whether somebody must approve an agent before it may act.
    created_by text NOT NULL, -- Who made it.
    created_at timestamptz NOT NULL, -- When it was made.
    ended_at timestamptz CHECK (ended_at >= created_at) -- From when on it no longer counts.
  );
  CREATE UNIQUE INDEX client_rule_value ON client_rule (tenant_id, kind, value) WHERE ended_at IS NULL;
  CREATE INDEX client_rule_blueprint ON client_rule (blueprint_id);
  CREATE TABLE registered_client ( -- OAuth clients that an administrator wrote down; all of them are public clients.
    id uuid PRIMARY KEY, -- UUIDv7; its client_id.
    ${TENANT}
    name text NOT NULL, -- Name shown on the consent page.
    application_type text NOT NULL CHECK (application_type IN ('native', 'web')), -- Where it runs (RFC 7591 §2).
    redirect_uris jsonb NOT NULL, -- Where codes may be sent.
    created_by text NOT NULL, -- Who wrote it down.
    created_at timestamptz NOT NULL, -- When.
    ended_at timestamptz CHECK (ended_at >= created_at) -- From when on it is no client.
  );
  CREATE TABLE revoked_token ( -- Access tokens that were revoked before their time (RFC 7009), until they expire.
    id text PRIMARY KEY, -- The jti of a token, or what stands for all tokens of a grant.
    ${TENANT}
    revoked_at timestamptz NOT NULL, -- When.
    expires_at timestamptz NOT NULL -- By when the last token concerned has expired by itself.
  );
  CREATE INDEX revoked_token_expiry ON revoked_token (expires_at);`;

/** Tokens have a topic of their own: to revoke one must not make every replica read the index of access again. */
const topics = (...names: string[]): string => `
  ALTER TABLE fence_change DROP CONSTRAINT fence_change_topic_check;
  ALTER TABLE fence_change ADD CONSTRAINT fence_change_topic_check
    CHECK (topic IN (${names.map((name) => `'${name}'`).join(', ')}));`;

const keys = `
  ALTER TABLE token_key ADD COLUMN signs_from timestamptz NOT NULL DEFAULT now();
  COMMENT ON COLUMN token_key.signs_from IS 'From when on it signs; it is published before.';
  COMMENT ON COLUMN token_key.retired_at IS 'From when on it no longer signs; it verifies until its last token has expired.';`;

/**
 * When an agent or a credential was last used is no decision of anybody. It may be noted without an entry in the ledger,
 * and nothing else of the row may: whatever column comes later is governed as well.
 */
const use = `
  CREATE FUNCTION governed_but_use() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF current_setting('surety.mode', true) = 'governed' THEN RETURN NEW; END IF;
      IF to_jsonb(OLD) - TG_ARGV[0] = to_jsonb(NEW) - TG_ARGV[0] THEN RETURN NEW; END IF;
      RAISE EXCEPTION '% changes only in a write that is recorded in the ledger', TG_TABLE_NAME;
    END $$;`;

const noted = { agent: 'last_active_at', agent_credential: 'last_used_at' } as const;

const splitTriggers = Object.entries(noted)
  .map(
    ([table, column]) => `
  DROP TRIGGER governed ON ${table};
  CREATE TRIGGER governed BEFORE INSERT OR DELETE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION governed_write();
  CREATE TRIGGER governed_but_use BEFORE UPDATE ON ${table}
    FOR EACH ROW EXECUTE FUNCTION governed_but_use('${column}');`,
  )
  .join('\n');

/** Which clients may connect people's agents, keys that follow one another, and tokens revoked before their time. */
export class AdmitClients1795219200010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(commented(clients));
    await db.query(walled('client_rule', 'registered_client', 'revoked_token'));
    await db.query(readableAcross('client_rule', 'registered_client', 'revoked_token'));
    await db.query(governed('client_rule', 'registered_client'));
    await db.query(topics('principal', 'access', 'tokens'));
    await db.query(keys);
    await db.query(use);
    await db.query(splitTriggers);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of Object.keys(noted)) {
      await db.query(`DROP TRIGGER governed_but_use ON ${table}; DROP TRIGGER governed ON ${table}`);
      await db.query(governed(table));
    }
    await db.query('DROP FUNCTION governed_but_use');
    await db.query(`ALTER TABLE fence_change NO FORCE ROW LEVEL SECURITY;
      DELETE FROM fence_change WHERE topic = 'tokens';
      ALTER TABLE fence_change FORCE ROW LEVEL SECURITY`);
    await db.query(topics('principal', 'access'));
    await db.query('ALTER TABLE token_key DROP COLUMN signs_from');
    await db.query('DROP TABLE client_rule, registered_client, revoked_token');
  }
}
