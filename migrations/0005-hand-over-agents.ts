import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, governed, walled } from './tenancy.js';

const succession = `
  CREATE TABLE succession ( -- The search for somebody who answers for an agent whose owner has left.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent.
    leaver_id uuid NOT NULL REFERENCES person (id), -- The owner who left.
    kind text NOT NULL CHECK (kind IN ('leaver', 'final_leaver')), -- Whether the owner may come back.
    state text NOT NULL CHECK (state IN ('offered', 'unclaimed', 'accepted', 'retired', 'cancelled')), -- Where it stands.
    opened_at timestamptz NOT NULL, -- When it began.
    ends_at timestamptz NOT NULL, -- When the agent is retired unless somebody has accepted it.
    closed_at timestamptz, -- When it ended.
    CHECK ((state IN ('offered', 'unclaimed')) = (closed_at IS NULL))
  );
  CREATE UNIQUE INDEX succession_open ON succession (agent_id) WHERE closed_at IS NULL;
  CREATE INDEX succession_agent ON succession (agent_id);
  CREATE INDEX succession_leaver ON succession (leaver_id);
  CREATE INDEX succession_due ON succession (ends_at) WHERE closed_at IS NULL;
  CREATE TABLE succession_offer ( -- Who was asked to answer for the agent, and what they said.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    succession_id uuid NOT NULL REFERENCES succession (id), -- The search.
    person_id uuid NOT NULL REFERENCES person (id), -- Who is asked.
    role text NOT NULL CHECK (role IN ('deputy', 'manager', 'nominee')), -- Why this person.
    state text NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')), -- The answer.
    offered_at timestamptz NOT NULL, -- When the person was asked.
    expires_at timestamptz NOT NULL, -- When somebody else is asked instead.
    reminded_at timestamptz, -- When the person was reminded.
    answered_at timestamptz, -- When it ended, however it did.
    CHECK ((state = 'open') = (answered_at IS NULL))
  );
  CREATE UNIQUE INDEX succession_offer_open ON succession_offer (succession_id) WHERE state = 'open';
  CREATE INDEX succession_offer_succession ON succession_offer (succession_id);
  CREATE INDEX succession_offer_person ON succession_offer (person_id);
  CREATE INDEX succession_offer_due ON succession_offer (expires_at) WHERE state = 'open';`;

const receipts = `
  CREATE TABLE receipt ( -- What a move or a leave really did, as it was found afterwards.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    kind text NOT NULL CHECK (kind IN ('difference', 'leaver')), -- What it is about.
    person_id uuid NOT NULL REFERENCES person (id), -- Whose move or leave it was.
    event_id uuid NOT NULL REFERENCES lifecycle_event (id), -- The event.
    body jsonb NOT NULL, -- What was found; its digest stands in the ledger.
    state text NOT NULL CHECK (state IN ('open', 'complete')), -- Open: something is still awaited.
    at timestamptz NOT NULL, -- When it was made.
    completed_at timestamptz, -- When it was completed; from then on it never changes.
    UNIQUE (event_id, kind),
    CHECK ((state = 'complete') = (completed_at IS NOT NULL))
  );
  CREATE INDEX receipt_person ON receipt (person_id, at);
  CREATE INDEX receipt_open ON receipt (at) WHERE state = 'open';
  CREATE FUNCTION receipt_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'open' AND NEW.state = 'complete'
      AND (NEW.id, NEW.tenant_id, NEW.kind, NEW.person_id, NEW.event_id, NEW.at)
        = (OLD.id, OLD.tenant_id, OLD.kind, OLD.person_id, OLD.event_id, OLD.at) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a receipt is completed once and then append-only'; END $$;
  CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON receipt FOR EACH ROW EXECUTE FUNCTION receipt_kept();
  CREATE TRIGGER append_only BEFORE TRUNCATE ON receipt FOR EACH STATEMENT EXECUTE FUNCTION append_only();
  CREATE INDEX ledger_entry_caller ON ledger_entry (subject, at) WHERE type = 'call.intent';`;

const notifications = `
  CREATE TABLE webhook ( -- Addresses of other programs that are told what happens.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    url text NOT NULL, -- Where the message is posted.
    sealed_secret text NOT NULL, -- The key of its signature, sealed to this row.
    created_at timestamptz NOT NULL, -- When it was added.
    removed_at timestamptz -- When it was removed.
  );
  CREATE TABLE notification ( -- Messages to people and programs, and how far each got.
    id uuid PRIMARY KEY, -- UUIDv7; stays the same over all attempts, so that a receiver can tell a repetition.
    ${TENANT}
    template text NOT NULL, -- Which message.
    channel text NOT NULL CHECK (channel IN ('email', 'webhook')), -- How it goes out.
    person_id uuid REFERENCES person (id), -- For e-mail: who is told.
    address text, -- For e-mail: the address at the time.
    webhook_id uuid REFERENCES webhook (id), -- For a webhook: which.
    subject text NOT NULL, -- Subject line; for a webhook the template.
    body text NOT NULL, -- Text of the message, or the JSON that is posted.
    state text NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'skipped')), -- Skipped: there was no way to send it.
    attempts integer NOT NULL CHECK (attempts >= 0), -- How often it was tried.
    next_at timestamptz NOT NULL, -- When it is tried next; while it is being sent, when it may be taken over.
    error text, -- What went wrong last.
    created_at timestamptz NOT NULL, -- When it was composed.
    sent_at timestamptz, -- When the receiver took it.
    CHECK ((channel = 'email') = (person_id IS NOT NULL)),
    CHECK ((channel = 'webhook') = (webhook_id IS NOT NULL)),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
  );
  CREATE INDEX notification_due ON notification (next_at) WHERE state = 'queued';
  CREATE INDEX notification_person ON notification (person_id);
  CREATE INDEX notification_webhook ON notification (webhook_id);
  CREATE INDEX notification_created ON notification (created_at);`;

export class HandOverAgents1795219200005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [succession, receipts, notifications]) await db.query(commented(part));
    await db.query(walled('succession', 'succession_offer', 'receipt', 'webhook', 'notification'));
    await db.query(governed('succession', 'succession_offer', 'receipt', 'webhook'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX ledger_entry_caller');
    await db.query('DROP TABLE notification, webhook, receipt, succession_offer, succession');
    await db.query('DROP FUNCTION receipt_kept');
  }
}
