import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, walled, writableAcross } from './tenancy.js';

const tables = `
  CREATE TABLE agent_session ( -- The uninterrupted activity of an agent for one person, which budgets and history of a session refer to.
    id uuid PRIMARY KEY, -- UUIDv7; another one when the activity was interrupted.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent that calls.
    person_id uuid REFERENCES person (id), -- For whom; null when it acts for its owner.
    began_at timestamptz NOT NULL, -- Its first call that was counted.
    used_at timestamptz NOT NULL, -- Its last call, known to within some seconds.
    CONSTRAINT agent_session_current UNIQUE NULLS NOT DISTINCT (agent_id, person_id)
  );
  CREATE INDEX agent_session_person ON agent_session (person_id);
  CREATE INDEX agent_session_used ON agent_session (used_at);
  CREATE TABLE session_mark ( -- What was called in a session, as far as some condition asks for it.
    session_id uuid NOT NULL, -- The session; no foreign key, because its row goes on to the next one.
    pattern text NOT NULL, -- Canonical text of the pattern that a call of the session has fitted.
    ${TENANT}
    marked_at timestamptz NOT NULL, -- When the first such call was about to be forwarded.
    PRIMARY KEY (session_id, pattern)
  );
  CREATE INDEX session_mark_at ON session_mark (marked_at);
  CREATE TABLE usage_counter ( -- What was used of a budget, and what conditions count.
    ${TENANT}
    key text NOT NULL, -- What is counted, for whom, and by which window.
    scope text NOT NULL, -- The session, or the window on the clock of its zone.
    used bigint NOT NULL CHECK (used >= 0), -- Calls, records, bytes or cost units.
    ends_at timestamptz NOT NULL, -- From when on nobody asks for it any more.
    PRIMARY KEY (tenant_id, key, scope)
  );
  CREATE INDEX usage_counter_end ON usage_counter (ends_at);`;

/**
 * Raises all counters or none, in the order of their keys so that no two wait for each other: the row's lock makes each
 * look and its raise one. SU001: a limit would be passed; SU002: somebody else has raised what was relied upon.
 */
const raise = `
  CREATE FUNCTION raise_usage(tenant uuid, keys text[], scopes text[], amounts bigint[], limits bigint[], seen bigint[], ends timestamptz[])
  RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    each integer;
    now_used bigint;
  BEGIN
    FOR each IN SELECT o FROM generate_subscripts(keys, 1) o ORDER BY keys[o], scopes[o] LOOP
      INSERT INTO usage_counter AS c (tenant_id, key, scope, used, ends_at)
        VALUES (tenant, keys[each], scopes[each], amounts[each], ends[each])
        ON CONFLICT (tenant_id, key, scope) DO UPDATE SET used = c.used + excluded.used
        RETURNING c.used INTO now_used;
      IF now_used > limits[each] THEN
        RAISE EXCEPTION 'used up: %', keys[each] USING ERRCODE = 'SU001';
      ELSIF now_used - amounts[each] <> seen[each] THEN
        RAISE EXCEPTION 'raised meanwhile: %', keys[each] USING ERRCODE = 'SU002';
      END IF;
    END LOOP;
  END $$;
  COMMENT ON FUNCTION raise_usage IS 'Raises all counters or none (SU001: a limit would be passed; SU002: not what was seen). A limit or seen value that is null asks nothing.';`;

/** Budgets, counters and the history of sessions: machinery that says who may do nothing, so that it is not governed. */
export class CountUsage1795219200020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(commented(tables));
    await db.query(walled('agent_session', 'session_mark', 'usage_counter'));
    await db.query(writableAcross('agent_session', 'session_mark', 'usage_counter'));
    await db.query(raise);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION raise_usage; DROP TABLE usage_counter, session_mark, agent_session');
  }
}
