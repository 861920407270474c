import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, appendOnly, governed, readableAcross, walled } from './tenancy.js';

const streams = `
  CREATE TABLE signal_stream ( -- Where security events about the people of a source come from (OpenID SSF 1.0).
    id uuid PRIMARY KEY, -- UUIDv7; part of the address that events are pushed to.
    ${TENANT}
    source_id uuid NOT NULL REFERENCES source (id), -- Only people of this source can be meant.
    issuer text NOT NULL, -- The transmitter, as its events name it (iss).
    audience text NOT NULL, -- What its events must be meant for (aud).
    subject_issuers jsonb NOT NULL, -- Issuers whose iss_sub subjects are this source's people.
    jwks_url text, -- Where the transmitter publishes its keys, or
    jwks jsonb, -- the public keys themselves.
    delivery text NOT NULL CHECK (delivery IN ('push', 'poll')), -- RFC 8935 or RFC 8936.
    token_hash bytea CHECK (length(token_hash) = 32), -- For push: SHA-256 of the bearer token's secret half.
    poll_url text, -- For poll: the transmitter's endpoint.
    sealed_authorization text, -- For poll: the Authorization header, sealed to this row.
    on_session_revoked text NOT NULL CHECK (on_session_revoked IN ('hold', 'end')), -- What a revoked session does.
    state text NOT NULL CHECK (state IN ('active', 'paused', 'removed')), -- Only active streams are heard.
    created_at timestamptz NOT NULL, -- When it was added.
    CHECK ((jwks_url IS NULL) <> (jwks IS NULL)),
    CHECK ((delivery = 'push') = (token_hash IS NOT NULL)),
    CHECK ((delivery = 'poll') = (poll_url IS NOT NULL))
  );
  CREATE INDEX signal_stream_source ON signal_stream (source_id);
  CREATE TABLE signal_stream_health ( -- How a stream fares, for its status page; the ledger is the evidence.
    stream_id uuid PRIMARY KEY REFERENCES signal_stream (id), -- The stream.
    ${TENANT}
    polled_at timestamptz, -- When a poll last succeeded.
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0), -- Polls that failed since then.
    next_poll_at timestamptz, -- Not polled again before.
    last_error text, -- Code of the last refusal or failure.
    last_error_at timestamptz, -- When that was.
    refused bigint NOT NULL DEFAULT 0, -- Events that were refused.
    verified_at timestamptz, -- When the transmitter's last verification event was issued.
    verification_state text, -- What that event said, for the administrator to compare.
    transmitter_status text CHECK (transmitter_status IN ('enabled', 'paused', 'disabled')) -- What it said of the stream.
  );`;

const signals = `
  CREATE TABLE signal ( -- One security event token that was accepted.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    stream_id uuid NOT NULL REFERENCES signal_stream (id), -- The stream that it came by.
    jti text NOT NULL, -- Its own id; accepted once.
    digest bytea NOT NULL CHECK (length(digest) = 32), -- SHA-256 of its payload, to tell a repetition from a forgery.
    txn text, -- The transaction that it says it belongs to.
    issued_at timestamptz NOT NULL, -- When the transmitter issued it (iat).
    received_at timestamptz NOT NULL, -- When it had arrived, by our clock.
    CONSTRAINT signal_jti UNIQUE (stream_id, jti)
  );
  CREATE INDEX signal_received ON signal (stream_id, received_at);
  CREATE TABLE signal_effect ( -- What each event of a signal did, person by person.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    signal_id uuid NOT NULL REFERENCES signal (id), -- The signal.
    event_type text NOT NULL, -- Address of the event's type.
    event_at timestamptz NOT NULL, -- When it happened, as the transmitter says.
    person_id uuid REFERENCES person (id), -- The person; none when nobody was meant or found.
    hold_reference text, -- The hold that it opened or found.
    effect text NOT NULL CHECK (effect IN ('held', 'held-already', 'inactive-already', 'sessions-ended',
      'awaiting-confirmation', 'nothing-held', 'scim-expected', 'subject-unknown', 'stream-noted', 'ignored')) -- What it did.
  );
  CREATE INDEX signal_effect_signal ON signal_effect (signal_id);
  CREATE INDEX signal_effect_person ON signal_effect (person_id, event_at);
  CREATE INDEX person_source_email ON person (source_id, email_key) WHERE email_key IS NOT NULL AND status <> 'deleted';`;

export class ReceiveSignals1795219200006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(commented(streams));
    await db.query(commented(signals));
    await db.query(walled('signal_stream', 'signal_stream_health', 'signal', 'signal_effect'));
    await db.query(readableAcross('signal_stream', 'signal_stream_health'));
    await db.query(governed('signal_stream', 'signal', 'signal_effect'));
    await db.query(appendOnly('signal', 'signal_effect'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX person_source_email');
    await db.query('DROP TABLE signal_effect, signal, signal_stream_health, signal_stream');
  }
}
