import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, readableAcross, walled } from './tenancy.js';

const credential = `
  CREATE TABLE server_credential ( -- What one server is shown of us; sealed, and never told again.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    server_id uuid NOT NULL REFERENCES mcp_server (id), -- The only server that is shown it.
    slot text NOT NULL CHECK (slot IN ('authorization', 'header', 'certificate', 'environment')), -- Where it is shown; one each.
    kind text NOT NULL CHECK (kind IN ('bearer', 'header', 'oauth', 'mtls', 'environment')), -- What it is.
    audience text NOT NULL, -- Origin that it is shown to, or the command that gets it; the seal names it too.
    owner_id uuid NOT NULL REFERENCES person (id), -- Who answers for it; it ends when they leave.
    shown jsonb NOT NULL, -- What may be seen of it.
    sealed text, -- The secret; gone when it has ended.
    revision integer NOT NULL CHECK (revision > 0), -- Counts how often it was given.
    created_at timestamptz NOT NULL, -- When it was given first.
    rotated_at timestamptz, -- When it was given last, if more than once.
    ended_at timestamptz, -- Since when it is no longer shown.
    ended_because text CHECK (ended_because IN ('removed', 'owner_left', 'server_disabled', 'server_moved')), -- Why; only after removed is the server called without it.
    CHECK ((ended_at IS NULL) = (ended_because IS NULL)),
    CHECK ((ended_at IS NULL) = (sealed IS NOT NULL))
  );
  CREATE UNIQUE INDEX server_credential_live ON server_credential (server_id, slot) WHERE ended_at IS NULL;
  CREATE INDEX server_credential_server ON server_credential (server_id);
  CREATE INDEX server_credential_owner ON server_credential (owner_id);`;

/** Servers are shown credentials of ours, and are asked only so much. */
export class IdentifyToServers1795219200023 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.mode', 'governed', true)`);
    await db.query(`
      ALTER TABLE mcp_server ADD COLUMN limits jsonb NOT NULL DEFAULT '{}'
        CONSTRAINT mcp_server_limits CHECK (jsonb_typeof(limits) = 'object');
      COMMENT ON COLUMN mcp_server.limits IS 'How much it is asked and how long it is waited for; the rest is as usual.';`);
    await db.query(commented(credential));
    await db.query(walled('server_credential'));
    await db.query(readableAcross('server_credential'));
    await db.query(governed('server_credential'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE server_credential');
    await db.query('ALTER TABLE mcp_server DROP COLUMN limits');
  }
}
