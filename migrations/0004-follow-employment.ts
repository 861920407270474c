import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, appendOnly, governed, walled } from './tenancy.js';

const employment = `
  ALTER TABLE person
    ADD COLUMN source_status text NOT NULL DEFAULT 'active' CHECK (source_status IN ('active', 'inactive')),
    ADD COLUMN starts_at timestamptz,
    ADD COLUMN ends_at timestamptz,
    ADD COLUMN on_leave boolean NOT NULL DEFAULT false,
    ADD COLUMN employee_number text,
    ADD COLUMN present boolean NOT NULL DEFAULT true,
    ADD COLUMN held boolean NOT NULL DEFAULT false,
    ADD COLUMN joined_at timestamptz,
    ADD COLUMN revision bigint NOT NULL DEFAULT 1;
  COMMENT ON COLUMN person.status IS 'Standing that everybody decides by: active is present and not held.';
  COMMENT ON COLUMN person.source_status IS 'What SCIM active says.';
  COMMENT ON COLUMN person.starts_at IS 'First moment of employment, if the source tells it.';
  COMMENT ON COLUMN person.ends_at IS 'From when on employment has ended, if the source tells it.';
  COMMENT ON COLUMN person.on_leave IS 'Whether the source says that the person is away for long.';
  COMMENT ON COLUMN person.employee_number IS 'By which a newcomer may be recognised as somebody who was here before.';
  COMMENT ON COLUMN person.present IS 'Whether the source and its dates let the person act, when last looked at.';
  COMMENT ON COLUMN person.held IS 'Whether a hold of our own is open.';
  COMMENT ON COLUMN person.joined_at IS 'When the person was first present.';
  COMMENT ON COLUMN person.revision IS 'Raised by each change of the person, the source''s and our own.';
  SELECT set_config('surety.mode', 'governed', true);
  ALTER TABLE person NO FORCE ROW LEVEL SECURITY;
  UPDATE person SET source_status = CASE status WHEN 'active' THEN 'active' ELSE 'inactive' END,
    present = status = 'active', joined_at = CASE status WHEN 'active' THEN created_at END, revision = version,
    employee_number = attributes -> 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' ->> 'employeeNumber';
  ALTER TABLE lifecycle_event NO FORCE ROW LEVEL SECURITY;
  UPDATE person SET joined_at = created_at FROM lifecycle_event e
    WHERE e.person_id = person.id AND e.kind IN ('leaver', 'reinstated', 'joiner') AND joined_at IS NULL;
  ALTER TABLE lifecycle_event FORCE ROW LEVEL SECURITY;
  ALTER TABLE person FORCE ROW LEVEL SECURITY;
  ALTER TABLE person
    ADD CONSTRAINT person_standing CHECK (status = 'deleted' OR (status = 'active') = (present AND NOT held)),
    ADD CONSTRAINT person_presence CHECK (NOT present OR (source_status = 'active' AND NOT on_leave));
  CREATE INDEX person_starts ON person (starts_at) WHERE starts_at IS NOT NULL AND NOT present AND status <> 'deleted';
  CREATE INDEX person_ends ON person (ends_at) WHERE ends_at IS NOT NULL AND present;
  CREATE INDEX person_present ON person (source_id) WHERE present;
  CREATE INDEX person_former_name ON person (source_id, user_name_key) WHERE status = 'deleted';
  CREATE INDEX person_employee_number ON person (source_id, employee_number)
    WHERE employee_number IS NOT NULL AND NOT present;`;

const events = `
  ALTER TABLE lifecycle_event
    ADD COLUMN revision bigint,
    ADD COLUMN source_id uuid REFERENCES source (id),
    ADD COLUMN request_id text,
    ADD COLUMN received_at timestamptz;
  COMMENT ON COLUMN lifecycle_event.revision IS 'The person''s revision that it is about; none for memberships.';
  COMMENT ON COLUMN lifecycle_event.source_id IS 'The source that provisions the person; none for memberships.';
  COMMENT ON COLUMN lifecycle_event.request_id IS 'The HTTP request that caused it, if one did.';
  COMMENT ON COLUMN lifecycle_event.received_at IS 'When that request arrived, by our clock.';
  CREATE INDEX lifecycle_event_leavers ON lifecycle_event (source_id, at, person_id)
    WHERE kind IN ('leaver', 'final_leaver');`;

const tables = `
  CREATE TABLE person_hold ( -- Why we keep a person from acting although the source does not.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES person (id), -- The person.
    cause text NOT NULL CHECK (cause IN ('signal', 'relink')), -- A security signal, or a changed id of the source's own.
    reference text NOT NULL, -- What opened it; the same thing opens it only once.
    reason text NOT NULL, -- Why, in words.
    since timestamptz NOT NULL, -- When it was opened.
    awaiting_confirmation_since timestamptz, -- When a signal said that all is well: the source's next word releases it.
    cleared_at timestamptz CHECK (cleared_at >= since), -- When it was released.
    cleared_because text, -- Why it was released.
    CHECK ((cleared_at IS NULL) = (cleared_because IS NULL))
  );
  CREATE UNIQUE INDEX person_hold_open ON person_hold (person_id, reference) WHERE cleared_at IS NULL;
  CREATE INDEX person_hold_person ON person_hold (person_id);
  CREATE TABLE person_version ( -- Every state of a person as the classifier saw it: replaying it gives the events.
    person_id uuid NOT NULL REFERENCES person (id), -- The person.
    revision bigint NOT NULL, -- The person's revision.
    ${TENANT}
    snapshot jsonb NOT NULL, -- Standing in clear, everything else as digests.
    past jsonb NOT NULL, -- Former persons at the start; groups that ended with a deletion.
    at timestamptz NOT NULL, -- When it was written, by our clock.
    request_id text, -- The HTTP request that caused it, if one did.
    PRIMARY KEY (person_id, revision)
  );
  CREATE TABLE lifecycle_breaker ( -- Mass leavers of a source: what cannot be undone waits until a person releases it.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    source_id uuid NOT NULL REFERENCES source (id), -- The source.
    opened_at timestamptz NOT NULL, -- When too many had left within one hour.
    leavers integer NOT NULL, -- How many had left by then.
    most integer NOT NULL, -- How many may leave in one hour.
    released_at timestamptz CHECK (released_at >= opened_at), -- When it was released.
    released_by text, -- Who released it.
    reason text, -- Why.
    CHECK ((released_at IS NULL) = (released_by IS NULL)),
    CHECK ((released_at IS NULL) = (reason IS NULL))
  );
  CREATE UNIQUE INDEX lifecycle_breaker_open ON lifecycle_breaker (source_id) WHERE released_at IS NULL;
  CREATE INDEX lifecycle_breaker_source ON lifecycle_breaker (source_id, released_at);`;

/** Who may act, by what the source says, its dates and our own holds; and the log from which events are replayed. */
export class FollowEmployment1795219200004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(employment);
    await db.query(events);
    await db.query(commented(tables));
    await db.query(walled('person_hold', 'person_version', 'lifecycle_breaker'));
    await db.query(governed('person_hold', 'person_version', 'lifecycle_breaker'));
    await db.query(appendOnly('person_version'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE lifecycle_breaker, person_version, person_hold');
    await db.query(
      `ALTER TABLE lifecycle_event DROP COLUMN revision, DROP COLUMN source_id, DROP COLUMN request_id,
         DROP COLUMN received_at`,
    );
    await db.query(
      `ALTER TABLE person DROP COLUMN source_status, DROP COLUMN starts_at, DROP COLUMN ends_at, DROP COLUMN on_leave,
         DROP COLUMN employee_number, DROP COLUMN present, DROP COLUMN held, DROP COLUMN joined_at, DROP COLUMN revision`,
    );
    await db.query(`COMMENT ON COLUMN person.status IS 'What SCIM active and DELETE say.'`);
  }
}
