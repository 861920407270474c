import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled } from './tenancy.js';

const connections = `
  CREATE TABLE agent_client ( -- Which agent an OAuth client is when a person uses it.
    person_id uuid NOT NULL REFERENCES person (id), -- Who connected the client, and owns the agent.
    client_id text NOT NULL, -- The client, by its OAuth client id.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The delegated agent it is for this person.
    client_name text NOT NULL, -- What the client called itself when it was connected last.
    connected_at timestamptz NOT NULL, -- When the person agreed last.
    PRIMARY KEY (person_id, client_id)
  );
  CREATE INDEX agent_client_agent ON agent_client (agent_id);`;

const userCodes = `
  ALTER TABLE oidc_record ADD COLUMN user_code text;
  COMMENT ON COLUMN oidc_record.user_code IS 'What a person types to find the device that waits (RFC 8628).';
  CREATE UNIQUE INDEX oidc_record_user_code ON oidc_record (user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX oidc_record_uid ON oidc_record (uid) WHERE uid IS NOT NULL;`;

/** Clients that people connect become agents of theirs; devices without a browser are found by a code. */
export class ConnectClients1795219200009 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(commented(connections));
    await db.query(userCodes);
    await db.query(walled('agent_client'));
    await db.query(governed('agent_client'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX oidc_record_uid;
      ALTER TABLE oidc_record DROP COLUMN user_code;
      DROP TABLE agent_client;`);
  }
}
