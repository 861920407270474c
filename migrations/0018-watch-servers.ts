import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, walled, writableAcross } from './tenancy.js';

const KINDS = `ARRAY['tool', 'resource', 'resource_template', 'prompt']`;

const health = `
  CREATE TABLE server_health ( -- How the last readings of a server went; the house's own machinery.
    server_id uuid PRIMARY KEY REFERENCES mcp_server (id), -- The server.
    ${TENANT}
    status text NOT NULL DEFAULT 'unknown' CHECK (status IN ('unknown', 'healthy', 'failing')), -- How the last reading ended.
    read_at timestamptz, -- When the last reading that succeeded began.
    failing_since timestamptz, -- When the first of the failures in a row was.
    fault text, -- What the last failure was.
    left_out text[] NOT NULL DEFAULT '{}', -- What it offers and the catalog does not take, by kind and name.
    due_at timestamptz NOT NULL -- When it is to be read again; whoever moves this on reads it.
  );
  CREATE INDEX server_health_due ON server_health (due_at);`;

/** Servers are read again and again, their health is known, and what appears later waits for approval. */
export class WatchServers1795219200018 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.mode', 'governed', true)`);
    await db.query(`
      ALTER TABLE mcp_server ADD COLUMN kinds_read text[] NOT NULL DEFAULT '{}'
        CONSTRAINT mcp_server_kinds CHECK (kinds_read <@ ${KINDS});
      COMMENT ON COLUMN mcp_server.kinds_read IS 'Kinds of which a list was read once; what appears in it later is held.';
      ALTER TABLE tool ADD COLUMN refused_hash text;
      COMMENT ON COLUMN tool.refused_hash IS 'The definition that was looked at and refused.';`);
    await db.query('ALTER TABLE mcp_server NO FORCE ROW LEVEL SECURITY');
    await db.query(`UPDATE mcp_server SET kinds_read = '{tool}' WHERE synced_at IS NOT NULL`);
    await db.query('ALTER TABLE mcp_server FORCE ROW LEVEL SECURITY');
    await db.query(commented(health));
    await db.query(walled('server_health'));
    await db.query(writableAcross('server_health'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE server_health');
    await db.query('ALTER TABLE tool DROP COLUMN refused_hash');
    await db.query('ALTER TABLE mcp_server DROP COLUMN kinds_read');
  }
}
