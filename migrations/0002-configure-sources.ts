import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, readableAcross, walled } from './tenancy.js';

const settings = `
  ALTER TABLE source
    ADD COLUMN mapping jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN matching jsonb NOT NULL DEFAULT '["externalId", "userName"]',
    ADD COLUMN extensions jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN rate_per_second integer NOT NULL DEFAULT 100 CHECK (rate_per_second BETWEEN 1 AND 10000),
    ADD COLUMN agents boolean NOT NULL DEFAULT false;
  ALTER TABLE source_token ADD COLUMN expiry_told_at timestamptz;
  COMMENT ON COLUMN source_token.expiry_told_at IS 'When administrators were told that it is about to expire.';
  COMMENT ON COLUMN source.mapping IS 'Where the source''s own words stand, when not where RFC 7643 has them.';
  COMMENT ON COLUMN source.matching IS 'By what a newcomer is recognised as somebody who was here before, in order.';
  COMMENT ON COLUMN source.extensions IS 'Schemas of the source''s own (RFC 7643 section 7).';
  COMMENT ON COLUMN source.rate_per_second IS 'Requests per second answered in the long run, by each process.';
  COMMENT ON COLUMN source.agents IS 'Whether the source may push agents.';`;

/** Before the token is known, so is no tenant; found in one statement, because every request of a source begins with it. */
const bearer = `
  CREATE FUNCTION source_bearer(token uuid)
    RETURNS TABLE (tenant uuid, source jsonb, token_hash bytea, expires_at timestamptz, revoked_at timestamptz)
    LANGUAGE plpgsql AS $$
    DECLARE outer_tenant text := coalesce(current_setting('surety.tenant', true), '');
    BEGIN
      PERFORM set_config('surety.tenant', '*', true);
      RETURN QUERY SELECT s.tenant_id, to_jsonb(s), t.token_hash, t.expires_at, t.revoked_at
        FROM source_token t JOIN source s ON s.id = t.source_id WHERE t.id = token;
      PERFORM set_config('surety.tenant', outer_tenant, true);
    END $$;`;

const activity = `
  CREATE TABLE source_activity ( -- What a source asked for lately, for its status page; the ledger is the evidence.
    id uuid PRIMARY KEY, -- UUIDv7; the id of the request.
    ${TENANT}
    source_id uuid NOT NULL REFERENCES source (id), -- The source.
    token_id uuid NOT NULL REFERENCES source_token (id), -- The token that opened it.
    at timestamptz NOT NULL, -- When the request arrived.
    duration_ms integer NOT NULL CHECK (duration_ms >= 0), -- How long the answer took.
    method text NOT NULL, -- HTTP method.
    route text NOT NULL, -- Pattern of the address, without ids.
    status integer NOT NULL CHECK (status BETWEEN 100 AND 599), -- HTTP status of the answer.
    code text, -- Stable code of the refusal, if it was one.
    client text -- What the caller said it is (User-Agent), cut to 200 characters.
  );
  CREATE INDEX source_activity_source ON source_activity (source_id, at);
  CREATE INDEX source_activity_token ON source_activity (token_id);
  CREATE INDEX source_activity_at ON source_activity (at);
  CREATE TABLE source_token_use ( -- When a token was last seen; apart from the token, which only recorded writes change.
    token_id uuid PRIMARY KEY REFERENCES source_token (id), -- The token.
    ${TENANT}
    last_used_at timestamptz NOT NULL -- When its last request arrived, give or take a few seconds.
  );`;

export class ConfigureSources1795219200002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(settings);
    await db.query(bearer);
    await db.query(commented(activity));
    await db.query([walled('source_activity', 'source_token_use'), readableAcross('source')].join(''));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION source_bearer');
    await db.query('DROP POLICY every_tenant ON source');
    await db.query('DROP TABLE source_token_use, source_activity');
    await db.query('ALTER TABLE source_token DROP COLUMN expiry_told_at');
    await db.query(
      `ALTER TABLE source DROP COLUMN mapping, DROP COLUMN matching, DROP COLUMN extensions,
         DROP COLUMN rate_per_second, DROP COLUMN agents`,
    );
  }
}
