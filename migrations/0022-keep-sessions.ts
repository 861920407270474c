import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, walled, writableAcross } from './tenancy.js';

const LEVELS = `'debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'`;

const tables = `
  CREATE TABLE mcp_session ( -- Sessions of MCP clients of the handshake era. They give no right: every request is judged by its token.
    id_hash bytea PRIMARY KEY, -- SHA-256 of the session id.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent whose session it is; nobody else's requests are of it.
    person_id uuid REFERENCES person (id), -- For whom it acts; null when it acts for its owner.
    client_id text NOT NULL, -- OAuth client that the token was issued to.
    endpoint text NOT NULL, -- Server of the endpoint; empty at the endpoint over all servers.
    transport text NOT NULL CHECK (transport IN ('streamable', 'sse')), -- How its messages travel.
    revision text NOT NULL, -- MCP revision that was agreed on; empty before initialize.
    capabilities jsonb NOT NULL, -- What the client declared that it can do.
    log_level text CHECK (log_level IN (${LEVELS})), -- From which level on it hears log messages; null: none.
    subscriptions jsonb NOT NULL DEFAULT '[]', -- Resources of whose changes it wants to hear.
    created_at timestamptz NOT NULL, -- When it began.
    seen_at timestamptz NOT NULL -- Last sign of life, known to within some minutes. A session that has ended is deleted.
  );
  CREATE INDEX mcp_session_agent ON mcp_session (agent_id, person_id);
  CREATE INDEX mcp_session_person ON mcp_session (person_id);
  CREATE INDEX mcp_session_seen ON mcp_session (seen_at);
  CREATE TABLE mcp_message ( -- Messages from one gateway process to another, for some minutes. It belongs to no tenant: it is sealed.
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- In this order they were posted.
    address text NOT NULL, -- Random; whoever takes what comes to it knows it.
    body text NOT NULL, -- Sealed, bound to the address.
    size integer NOT NULL, -- Length of the body, in characters.
    expires_at timestamptz NOT NULL -- From when on nobody takes it any more.
  );
  CREATE INDEX mcp_message_address ON mcp_message (address, seq);
  CREATE INDEX mcp_message_expiry ON mcp_message (expires_at);`;

/** Sessions of clients that shake hands, and what travels between processes for them: machinery, so not governed. */
export class KeepSessions1795219200022 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(commented(tables));
    await db.query(walled('mcp_session'));
    await db.query(writableAcross('mcp_session'));
    await db.query(
      'ALTER TABLE mcp_message ENABLE ROW LEVEL SECURITY; ALTER TABLE mcp_message FORCE ROW LEVEL SECURITY',
    );
    await db.query(writableAcross('mcp_message'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE mcp_message, mcp_session');
  }
}
