import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, appendOnly, governed, walled } from './tenancy.js';

const tables = `
  CREATE TABLE subject_key ( -- What opens the personal fields of one subject; erasing a subject is destroying it.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    subject text NOT NULL, -- Whose fields it opens, as the subject of their entries.
    sealed_key text, -- 32 bytes, sealed to this row; gone when destroyed.
    created_at timestamptz NOT NULL, -- When the first field of the subject was written.
    destroyed_at timestamptz, -- When it was destroyed.
    CHECK ((sealed_key IS NULL) = (destroyed_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX subject_key_live ON subject_key (tenant_id, subject) WHERE destroyed_at IS NULL;
  CREATE TABLE retention_hold ( -- Duties to keep a subject's fields (legal holds): they beat every timer and every erasure.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    subject text NOT NULL, -- Whose fields stay.
    reference text NOT NULL, -- The case it is kept for.
    set_at timestamptz NOT NULL, -- When it was set.
    lifted_at timestamptz -- When it was lifted.
  );
  CREATE INDEX retention_hold_subject ON retention_hold (tenant_id, subject) WHERE lifted_at IS NULL;
  CREATE TABLE erasure ( -- Requests to erase a subject's fields.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    subject text NOT NULL, -- Whose fields are to go.
    reference text NOT NULL, -- The case it was asked under.
    state text NOT NULL CHECK (state IN ('waiting', 'done')), -- Waiting for a hold to be lifted or a duty to end, or done.
    asked_at timestamptz NOT NULL, -- When it was asked.
    due_at timestamptz NOT NULL, -- Not before this: the end of the duty to keep.
    done_at timestamptz, -- When it was done.
    fields integer, -- How many fields it took.
    CHECK ((state = 'done') = (done_at IS NOT NULL AND fields IS NOT NULL))
  );
  CREATE UNIQUE INDEX erasure_waiting ON erasure (tenant_id, subject) WHERE state = 'waiting';
  CREATE TABLE ledger_anchor ( -- Checkpoints that were laid down where we cannot rewrite them.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    target text NOT NULL, -- The place, without secrets.
    kind text NOT NULL CHECK (kind IN ('file', 'object', 'witness')), -- What sort of place it is.
    size bigint NOT NULL CHECK (size > 0), -- Number of leaves that it vouches for.
    note text NOT NULL, -- The signed checkpoint; with the cosignature of a witness.
    receipt text, -- What the place answered: version or entity tag.
    at timestamptz NOT NULL, -- When it was laid down.
    UNIQUE (tenant_id, target, size)
  );`;

const payloads = `
  ALTER TABLE ledger_payload NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE ledger_payload ADD COLUMN subject text, ADD COLUMN at timestamptz,
    ADD COLUMN subject_key_id uuid REFERENCES subject_key (id), ADD COLUMN sealed text,
    ADD COLUMN gone_at timestamptz, ADD COLUMN gone_because text CHECK (gone_because IN ('erased', 'expired')),
    ALTER COLUMN salt DROP NOT NULL, ALTER COLUMN value DROP NOT NULL;
  UPDATE ledger_payload p SET subject = e.subject, at = e.at FROM (
    SELECT l.uid, l.subject, l.at FROM ledger_entry l WHERE l.uid IN (SELECT uid FROM ledger_payload)
    UNION ALL SELECT w.uid, w.subject, w.at FROM ledger_pending w) e WHERE e.uid = p.uid;
  UPDATE ledger_payload SET subject = uid::text, at = now() WHERE subject IS NULL;
  ALTER TABLE ledger_payload ALTER COLUMN subject SET NOT NULL, ALTER COLUMN at SET NOT NULL,
    ADD CONSTRAINT ledger_payload_form CHECK (CASE
      WHEN gone_at IS NOT NULL THEN gone_because IS NOT NULL AND num_nonnulls(sealed, salt, value) = 0
      WHEN sealed IS NOT NULL THEN subject_key_id IS NOT NULL AND num_nonnulls(salt, value, gone_because) = 0
      ELSE num_nonnulls(salt, value) = 2 AND gone_because IS NULL END);
  ALTER TABLE ledger_payload FORCE ROW LEVEL SECURITY;
  CREATE INDEX ledger_payload_subject ON ledger_payload (tenant_id, subject);
  CREATE INDEX ledger_payload_key ON ledger_payload (subject_key_id);
  CREATE INDEX ledger_payload_at ON ledger_payload (tenant_id, at) WHERE gone_at IS NULL;
  CREATE INDEX ledger_payload_unsealed ON ledger_payload (tenant_id) WHERE value IS NOT NULL;
  COMMENT ON COLUMN ledger_payload.salt IS 'Salt of the commitment; only in rows from before fields were sealed.';
  COMMENT ON COLUMN ledger_payload.value IS 'The value as canonical JSON; only in rows from before fields were sealed.';
  COMMENT ON COLUMN ledger_payload.subject IS 'Whose field it is.';
  COMMENT ON COLUMN ledger_payload.at IS 'When the entry was written.';
  COMMENT ON COLUMN ledger_payload.subject_key_id IS 'The key it is sealed under.';
  COMMENT ON COLUMN ledger_payload.sealed IS 'Salt and value together, sealed to this row: neither outlives the key.';
  COMMENT ON COLUMN ledger_payload.gone_at IS 'When salt and value were removed.';
  COMMENT ON COLUMN ledger_payload.gone_because IS 'Whether the subject was erased, or the time to keep it was over.';`;

/** What is sealed cannot be opened here, so that it is lost on the way back; its commitments hold all the same. */
const unsealed = `
  ALTER TABLE ledger_payload NO FORCE ROW LEVEL SECURITY;
  DELETE FROM ledger_payload WHERE value IS NULL;
  DROP INDEX ledger_payload_unsealed;
  ALTER TABLE ledger_payload DROP CONSTRAINT ledger_payload_form, DROP COLUMN subject, DROP COLUMN at,
    DROP COLUMN subject_key_id, DROP COLUMN sealed, DROP COLUMN gone_at, DROP COLUMN gone_because,
    ALTER COLUMN salt SET NOT NULL, ALTER COLUMN value SET NOT NULL;
  ALTER TABLE ledger_payload FORCE ROW LEVEL SECURITY;
  COMMENT ON COLUMN ledger_payload.salt IS 'Salt of the commitment.';
  COMMENT ON COLUMN ledger_payload.value IS 'The value as canonical JSON.';`;

/** Personal fields that one act erases, and checkpoints that stand outside. */
export class EraseSubjects1795219200025 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.tenant', '*', true), set_config('surety.mode', 'governed', true)`);
    await db.query(commented(tables));
    await db.query(walled('subject_key', 'retention_hold', 'erasure', 'ledger_anchor'));
    await db.query(governed('subject_key', 'retention_hold', 'erasure'));
    await db.query(appendOnly('ledger_anchor'));
    await db.query(payloads);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.tenant', '*', true), set_config('surety.mode', 'governed', true)`);
    await db.query(unsealed);
    await db.query('DROP TABLE ledger_anchor, erasure, retention_hold, subject_key');
  }
}
