import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, appendOnly, governed, readableAcross, walled, writableAcross } from './tenancy.js';

const functions = `
  CREATE FUNCTION every_tenant() RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT current_setting('surety.tenant', true) = '*' $$;
  CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT nullif(nullif(current_setting('surety.tenant', true), ''), '*')::uuid $$;
  CREATE FUNCTION governed_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting('surety.mode', true) IS DISTINCT FROM 'governed' THEN
      RAISE EXCEPTION '% changes only in a write that is recorded in the ledger', TG_TABLE_NAME; END IF;
    RETURN NULL; END $$;
  CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;`;

const tenants = `
  CREATE TABLE tenant ( -- One customer; a single-company installation has exactly one.
    id uuid PRIMARY KEY, -- Fixed id of the tenant.
    name text NOT NULL UNIQUE, -- Name shown to operators.
    created_at timestamptz NOT NULL DEFAULT now() -- When the tenant was set up.
  );
  INSERT INTO tenant (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'default');`;

const directory = `
  CREATE TABLE source ( -- One connection of an identity provider that provisions people and groups.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    name text NOT NULL, -- Name chosen by the administrator.
    dialect text NOT NULL CHECK (dialect IN ('okta', 'entra', 'lenient', 'strict')), -- How this provider speaks SCIM.
    created_at timestamptz NOT NULL, -- When it was connected.
    UNIQUE (tenant_id, name)
  );
  CREATE TABLE source_token ( -- Bearer tokens of a source; two may be live during a rotation.
    id uuid PRIMARY KEY, -- Public half of the token, by which it is looked up.
    ${TENANT}
    source_id uuid NOT NULL REFERENCES source (id), -- The source it opens.
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32), -- SHA-256 of the secret half.
    created_at timestamptz NOT NULL, -- When it was issued.
    expires_at timestamptz NOT NULL, -- From when on it is refused.
    revoked_at timestamptz -- When it was withdrawn.
  );
  CREATE INDEX source_token_source ON source_token (source_id);
  CREATE TABLE person ( -- People as their source states them.
    id uuid PRIMARY KEY, -- UUIDv7, never reused; every right and duty hangs on it, never on a name.
    ${TENANT}
    source_id uuid NOT NULL REFERENCES source (id), -- The source that provisions this person.
    external_id text, -- The source's own id (SCIM externalId).
    user_name text NOT NULL, -- SCIM userName in its original case.
    user_name_key text NOT NULL, -- Folded user name for uniqueness and filters.
    display_name text NOT NULL, -- Name shown to people.
    email_key text, -- Folded primary e-mail for filters.
    manager_id uuid, -- The manager's person id; may name somebody who arrives later.
    status text NOT NULL CHECK (status IN ('active', 'inactive', 'deleted')), -- What SCIM active and DELETE say.
    attributes jsonb NOT NULL, -- The whole SCIM resource in canonical form.
    version bigint NOT NULL, -- Raised by each effective change; SCIM meta.version.
    created_at timestamptz NOT NULL, -- SCIM meta.created.
    changed_at timestamptz NOT NULL -- SCIM meta.lastModified.
  );
  CREATE UNIQUE INDEX person_user_name ON person (tenant_id, user_name_key) WHERE status <> 'deleted';
  CREATE UNIQUE INDEX person_external ON person (source_id, external_id) WHERE status <> 'deleted';
  CREATE INDEX person_tombstone ON person (source_id, external_id) WHERE status = 'deleted';
  CREATE INDEX person_manager ON person (manager_id);
  CREATE INDEX person_source ON person (source_id, created_at, id);
  CREATE INDEX person_source_user_name ON person (source_id, user_name_key) WHERE status <> 'deleted';
  CREATE TABLE directory_group ( -- Groups as their source states them.
    id uuid PRIMARY KEY, -- UUIDv7, never reused.
    ${TENANT}
    source_id uuid NOT NULL REFERENCES source (id), -- The source that provisions this group.
    external_id text, -- The source's own id.
    display_name text NOT NULL, -- SCIM displayName; carries no right.
    display_name_key text NOT NULL, -- Folded display name for uniqueness and filters.
    created_at timestamptz NOT NULL, -- SCIM meta.created.
    changed_at timestamptz NOT NULL, -- SCIM meta.lastModified of the group's own attributes.
    deleted_at timestamptz -- When the source deleted it.
  );
  CREATE UNIQUE INDEX directory_group_name ON directory_group (source_id, display_name_key) WHERE deleted_at IS NULL;
  CREATE TABLE membership ( -- Who was in which group from when to when.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    group_id uuid NOT NULL REFERENCES directory_group (id), -- The group.
    person_id uuid NOT NULL REFERENCES person (id), -- The member.
    valid_from timestamptz NOT NULL, -- When the source added the person.
    valid_to timestamptz CHECK (valid_to >= valid_from) -- When the source removed the person.
  );
  CREATE UNIQUE INDEX membership_current ON membership (group_id, person_id) WHERE valid_to IS NULL;
  CREATE INDEX membership_person ON membership (person_id);
  CREATE TABLE lifecycle_event ( -- What each effective directory change was: joiner, mover, leaver and their kin.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES person (id), -- The person concerned.
    kind text NOT NULL CHECK (kind IN ('joiner', 'pre_hire', 'mover', 'mover.manager', 'access_change', 'leaver',
      'reinstated', 'rehire', 'final_leaver', 'relink_alert')), -- The classifier's verdict.
    before_digest text, -- SHA-256 of the state before, in hexadecimal.
    after_digest text, -- SHA-256 of the state after, in hexadecimal.
    changed jsonb NOT NULL, -- Names of the attributes that differ.
    effects jsonb NOT NULL, -- What was done in the same transaction (agents suspended, tools lost or gained).
    fence_seq bigint, -- The fence number of the change, when it narrowed something.
    at timestamptz NOT NULL -- When it was committed, by our clock.
  );
  CREATE INDEX lifecycle_event_person ON lifecycle_event (person_id, at);`;

const fence = `
  CREATE TABLE fence ( -- The one number that every narrowing change raises; its row lock makes order equal sequence.
    id smallint PRIMARY KEY CHECK (id = 1), -- There is one row.
    seq bigint NOT NULL -- Head of the fence.
  );
  INSERT INTO fence (id, seq) VALUES (1, 0);
  CREATE TABLE principal ( -- Standing of each person and agent, as gateways decide by it.
    id uuid PRIMARY KEY, -- Person or agent id.
    ${TENANT}
    kind text NOT NULL CHECK (kind IN ('person', 'agent')), -- What the id names.
    status text NOT NULL CHECK (status IN ('active', 'suspended', 'ended')), -- Only active may act.
    epoch integer NOT NULL CHECK (epoch >= 0), -- Raised by every restriction; older tokens are dead.
    owner_id uuid, -- For an agent: the person who answers for it now.
    changed_seq bigint NOT NULL, -- Fence number of the last change.
    CHECK ((kind = 'agent') = (owner_id IS NOT NULL))
  );
  CREATE INDEX principal_changed ON principal (changed_seq);
  CREATE INDEX principal_owner ON principal (owner_id);
  CREATE TABLE fence_change ( -- What a fence number was about, so that a replica re-reads only that.
    seq bigint NOT NULL, -- Fence number.
    ${TENANT}
    topic text NOT NULL CHECK (topic IN ('principal', 'access')), -- Which snapshot it touches.
    subject_id uuid NOT NULL, -- Person, agent, group, profile or tool concerned.
    PRIMARY KEY (seq, topic, subject_id)
  );
  CREATE TABLE fence_replica ( -- Each deciding process: what it has applied and until when it may decide.
    id uuid PRIMARY KEY, -- Made at the process's start.
    acked_seq bigint NOT NULL, -- Highest fence number it has applied; -1 before its first snapshot.
    lease_ms integer NOT NULL CHECK (lease_ms > 0), -- How long it decides without hearing from us; writers wait by it.
    lease_until timestamptz NOT NULL, -- For status pages and reaping only, never for a decision.
    started_at timestamptz NOT NULL DEFAULT now() -- When the process registered.
  );`;

const jobs = `
  CREATE TABLE outbox ( -- Messages that committed with their cause and wait for delivery.
    id uuid PRIMARY KEY, -- UUIDv7; also the job id.
    ${TENANT}
    seq bigint GENERATED ALWAYS AS IDENTITY, -- Order of insertion, not of commit.
    topic text NOT NULL, -- What subscribers ask for.
    payload jsonb NOT NULL, -- The message.
    created_at timestamptz NOT NULL DEFAULT now(), -- When it was written.
    sent_at timestamptz -- When it was last handed to the queue; not a proof of effect.
  );
  CREATE INDEX outbox_waiting ON outbox (seq) WHERE sent_at IS NULL;
  CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
  CREATE TABLE processed ( -- Which handler has done which message, in the handler's own transaction.
    message_id uuid NOT NULL REFERENCES outbox (id) ON DELETE CASCADE, -- The message.
    handler text NOT NULL, -- The subscriber.
    ${TENANT}
    at timestamptz NOT NULL DEFAULT now(), -- When its effect committed.
    PRIMARY KEY (message_id, handler)
  );
  CREATE TABLE dead_letter ( -- Messages whose handler gave up; listed and retried by people.
    message_id uuid NOT NULL REFERENCES outbox (id) ON DELETE CASCADE, -- The message.
    handler text NOT NULL, -- The subscriber that gave up.
    ${TENANT}
    error text NOT NULL, -- Its last error.
    attempts integer NOT NULL CHECK (attempts > 0), -- How often it tried.
    at timestamptz NOT NULL DEFAULT now(), -- When it gave up.
    PRIMARY KEY (message_id, handler)
  );`;

const ledger = `
  CREATE TABLE ledger_key ( -- Ed25519 keys that sign checkpoints.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    vkey text NOT NULL, -- Public verifier key (C2SP signed-note).
    sealed_private text NOT NULL, -- PKCS 8 private key, sealed to this row.
    created_at timestamptz NOT NULL DEFAULT now() -- When it was made.
  );
  CREATE UNIQUE INDEX ledger_key_one ON ledger_key (tenant_id);
  CREATE TABLE ledger_pending ( -- Entries that are durable but not yet part of the tree.
    uid uuid PRIMARY KEY, -- UUIDv7 of the entry.
    ${TENANT}
    type text NOT NULL, -- What happened (noun.past).
    subject text NOT NULL, -- Whom or what it is about.
    call_id uuid, -- For tool calls: joins intent and outcome.
    at timestamptz NOT NULL, -- When it happened, by our clock.
    entry text NOT NULL CHECK (octet_length(entry) <= 65535) -- Canonical text (RFC 8785), the future leaf.
  );
  CREATE TABLE ledger_entry ( -- The append-only log: one leaf of the RFC 6962 tree per row.
    ${TENANT}
    seq bigint NOT NULL CHECK (seq >= 0), -- Leaf index, without gaps.
    uid uuid NOT NULL UNIQUE, -- UUIDv7 of the entry.
    type text NOT NULL, -- Copied from the entry for queries.
    subject text NOT NULL, -- Copied from the entry for queries.
    call_id uuid, -- Copied from the entry for queries.
    at timestamptz NOT NULL, -- Copied from the entry for queries.
    entry text NOT NULL, -- Canonical text as hashed.
    leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32), -- RFC 6962 leaf hash.
    PRIMARY KEY (tenant_id, seq)
  );
  CREATE INDEX ledger_entry_call ON ledger_entry (call_id) WHERE call_id IS NOT NULL;
  CREATE INDEX ledger_entry_intent ON ledger_entry (at) WHERE type = 'call.intent';
  CREATE INDEX ledger_entry_type ON ledger_entry (tenant_id, type, seq);
  CREATE TABLE ledger_payload ( -- Personal values behind the commitments of an entry; the only part that may be erased.
    uid uuid NOT NULL, -- The entry.
    path text NOT NULL, -- Path of the value within the entry.
    ${TENANT}
    salt bytea NOT NULL CHECK (length(salt) = 32), -- Salt of the commitment.
    value text NOT NULL, -- The value as canonical JSON.
    PRIMARY KEY (uid, path)
  );
  CREATE TABLE ledger_checkpoint ( -- Roots of the tree, each committed before it is signed.
    ${TENANT}
    size bigint NOT NULL CHECK (size > 0), -- Number of leaves.
    root bytea NOT NULL CHECK (length(root) = 32), -- RFC 6962 root.
    frontier jsonb NOT NULL, -- Right edge of the tree, from which the next batch continues.
    created_at timestamptz NOT NULL DEFAULT now(), -- When the batch was integrated.
    PRIMARY KEY (tenant_id, size)
  );
  CREATE TABLE ledger_note ( -- Signed checkpoints (C2SP tlog-checkpoint).
    ${TENANT}
    size bigint NOT NULL, -- Number of leaves signed.
    note text NOT NULL, -- The signed note.
    PRIMARY KEY (tenant_id, size),
    FOREIGN KEY (tenant_id, size) REFERENCES ledger_checkpoint (tenant_id, size)
  );`;

const catalog = `
  CREATE TABLE mcp_server ( -- Upstream MCP servers that the gateway stands in front of.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    name text NOT NULL CHECK (name ~ '^[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?$'), -- Prefix of its tools; cannot hold the separator.
    transport text NOT NULL CHECK (transport IN ('stdio', 'http')), -- How it is reached.
    command jsonb, -- For stdio: program and arguments, run without a shell.
    url text, -- For http: its Streamable HTTP endpoint.
    status text NOT NULL CHECK (status IN ('active', 'disabled')), -- Disabled servers are never called.
    created_at timestamptz NOT NULL, -- When it was registered.
    synced_at timestamptz, -- When its tools were last read.
    UNIQUE (tenant_id, name),
    CHECK ((transport = 'stdio') = (command IS NOT NULL)),
    CHECK ((transport = 'http') = (url IS NOT NULL))
  );
  CREATE TABLE tool ( -- Tools of a server as things that can be granted.
    id uuid PRIMARY KEY, -- UUIDv7; grants bind to it.
    ${TENANT}
    server_id uuid NOT NULL REFERENCES mcp_server (id), -- Its server.
    name text NOT NULL, -- The server's own name of it.
    risk text NOT NULL CHECK (risk IN ('read', 'write', 'destructive', 'unknown')), -- Class from annotations or people.
    state text NOT NULL CHECK (state IN ('available', 'held', 'removed')), -- Held: its definition changed.
    definition_hash text NOT NULL, -- SHA-256 of the definition seen last.
    approved_hash text NOT NULL, -- SHA-256 of the definition that grants may use.
    UNIQUE (server_id, name)
  );
  CREATE TABLE tool_definition ( -- Every definition a tool ever had.
    tool_id uuid NOT NULL REFERENCES tool (id), -- The tool.
    hash text NOT NULL, -- SHA-256 of the canonical definition.
    ${TENANT}
    definition jsonb NOT NULL, -- Name, description, schemas, annotations as the server sent them.
    seen_at timestamptz NOT NULL, -- When it was first seen.
    PRIMARY KEY (tool_id, hash)
  );`;

const agents = `
  CREATE TABLE agent ( -- AI agents as owned identities.
    id uuid PRIMARY KEY, -- UUIDv7, never reused; also the OAuth client_id.
    ${TENANT}
    name text NOT NULL, -- Name chosen by the owner.
    kind text NOT NULL CHECK (kind IN ('autonomous', 'delegated')), -- Acts for its owner, or for a signed-in person.
    purpose text NOT NULL, -- What it is for, in the owner's words.
    owner_id uuid NOT NULL REFERENCES person (id), -- The one person who answers for it.
    deputy_id uuid REFERENCES person (id), -- Stands in for the owner; needed for tools that write.
    state text NOT NULL CHECK (state IN ('staged', 'active', 'retired')), -- Where it is in its life.
    expires_at timestamptz NOT NULL, -- From when on it stops without anyone's action.
    next_review_at timestamptz NOT NULL, -- From when on it stops unless it was reviewed.
    created_at timestamptz NOT NULL, -- When it was registered.
    CHECK (deputy_id IS DISTINCT FROM owner_id),
    UNIQUE (tenant_id, name)
  );
  CREATE INDEX agent_owner ON agent (owner_id);
  CREATE INDEX agent_deputy ON agent (deputy_id);
  CREATE TABLE agent_suspension ( -- Causes for which an agent stands still; it runs only when none is open.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent.
    cause text NOT NULL CHECK (cause IN ('owner_inactive', 'review_overdue', 'killed', 'expired', 'dormant',
      'upstream_inactive', 'risk')), -- Each cause clears only by its own reason.
    since timestamptz NOT NULL, -- When it was set.
    cleared_at timestamptz CHECK (cleared_at >= since) -- When it was cleared.
  );
  CREATE UNIQUE INDEX agent_suspension_open ON agent_suspension (agent_id, cause) WHERE cleared_at IS NULL;
  CREATE TABLE agent_credential ( -- Public keys by which an agent proves who it is.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent.
    kind text NOT NULL CHECK (kind IN ('private_key_jwt')), -- How it is used (RFC 7523 §2.2).
    kid text NOT NULL, -- RFC 7638 thumbprint of the key.
    jwk jsonb NOT NULL CHECK (NOT jwk ? 'd'), -- Public JWK; a private part is refused.
    created_at timestamptz NOT NULL, -- When it was bound.
    expires_at timestamptz NOT NULL, -- From when on it is refused.
    revoked_at timestamptz, -- When it was withdrawn.
    UNIQUE (agent_id, kid)
  );`;

const access = `
  CREATE TABLE access_profile ( -- Named bundles of grants.
    id uuid PRIMARY KEY, -- UUIDv7; assignments bind to it.
    ${TENANT}
    name text NOT NULL, -- Name shown to people; carries no right.
    created_at timestamptz NOT NULL, -- When it was made.
    UNIQUE (tenant_id, name)
  );
  CREATE TABLE profile_grant ( -- What a profile allows, tool by tool.
    id uuid PRIMARY KEY, -- UUIDv7; named by every decision that rests on it.
    ${TENANT}
    profile_id uuid NOT NULL REFERENCES access_profile (id), -- The profile.
    tool_id uuid NOT NULL REFERENCES tool (id), -- The tool.
    effect text NOT NULL CHECK (effect IN ('allow', 'hold', 'deny')), -- Deny wins over hold, hold over allow.
    condition jsonb, -- Typed expression over the arguments; none means always.
    definition_hash text NOT NULL, -- The definition that was meant.
    valid_from timestamptz NOT NULL, -- From when on it counts.
    valid_to timestamptz CHECK (valid_to >= valid_from) -- From when on it no longer counts.
  );
  CREATE INDEX profile_grant_profile ON profile_grant (profile_id);
  CREATE INDEX profile_grant_tool ON profile_grant (tool_id);
  CREATE TABLE assignment ( -- Who holds a profile, directly or through a group.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    profile_id uuid NOT NULL REFERENCES access_profile (id), -- The profile.
    person_id uuid REFERENCES person (id), -- The person, or
    group_id uuid REFERENCES directory_group (id), -- the group.
    valid_from timestamptz NOT NULL, -- From when on it counts.
    valid_to timestamptz CHECK (valid_to >= valid_from), -- From when on it no longer counts.
    CHECK ((person_id IS NULL) <> (group_id IS NULL))
  );
  CREATE INDEX assignment_profile ON assignment (profile_id);
  CREATE INDEX assignment_person ON assignment (person_id);
  CREATE INDEX assignment_group ON assignment (group_id);
  CREATE TABLE agent_grant ( -- What an agent itself was granted; never counts beyond what its owner may do.
    id uuid PRIMARY KEY, -- UUIDv7; the unit that reviewers certify.
    ${TENANT}
    agent_id uuid NOT NULL REFERENCES agent (id), -- The agent.
    tool_id uuid NOT NULL REFERENCES tool (id), -- The tool.
    effect text NOT NULL CHECK (effect IN ('allow', 'hold', 'deny')), -- Deny wins over hold, hold over allow.
    condition jsonb, -- Typed expression over the arguments; none means always.
    definition_hash text NOT NULL, -- The definition that was meant.
    valid_from timestamptz NOT NULL, -- From when on it counts.
    valid_to timestamptz CHECK (valid_to >= valid_from), -- From when on it no longer counts.
    granted_by text NOT NULL, -- Who granted it.
    ended_because text, -- Why it ended (review item, transfer, request).
    CHECK ((valid_to IS NULL) OR (ended_because IS NOT NULL))
  );
  CREATE INDEX agent_grant_agent ON agent_grant (agent_id);
  CREATE INDEX agent_grant_tool ON agent_grant (tool_id);`;

const auth = `
  CREATE TABLE role_assignment ( -- What a person may do in Surety itself.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES person (id), -- The person.
    role text NOT NULL CHECK (role IN ('admin', 'reviewer', 'auditor')), -- The role.
    valid_from timestamptz NOT NULL, -- From when on it counts.
    valid_to timestamptz CHECK (valid_to >= valid_from) -- From when on it no longer counts.
  );
  CREATE INDEX role_assignment_person ON role_assignment (person_id);
  CREATE TABLE sign_in_link ( -- One-time links that open the console.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES person (id), -- Who signs in with it.
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32), -- SHA-256 of the secret in the link.
    expires_at timestamptz NOT NULL, -- From when on it is refused.
    used_at timestamptz -- When it was used; then it is dead.
  );
  CREATE INDEX sign_in_link_person ON sign_in_link (person_id);
  CREATE TABLE web_session ( -- Signed-in people, kept on the server so that they can be ended.
    id_hash bytea PRIMARY KEY CHECK (length(id_hash) = 32), -- SHA-256 of the cookie's value.
    ${TENANT}
    person_id uuid NOT NULL REFERENCES person (id), -- Who is signed in.
    created_at timestamptz NOT NULL, -- When the session began.
    used_at timestamptz NOT NULL, -- When it was last used.
    expires_at timestamptz NOT NULL -- When it ends whatever happens.
  );
  CREATE INDEX web_session_person ON web_session (person_id);
  CREATE TABLE token_key ( -- Keys that sign access tokens.
    kid text PRIMARY KEY, -- RFC 7638 thumbprint.
    public_jwk jsonb NOT NULL CHECK (NOT public_jwk ? 'd'), -- Published in the JWKS.
    sealed_private text NOT NULL, -- Private JWK, sealed to this row.
    created_at timestamptz NOT NULL DEFAULT now(), -- When it was made.
    retired_at timestamptz -- When it stopped signing.
  );
  CREATE UNIQUE INDEX token_key_signing ON token_key ((true)) WHERE retired_at IS NULL;
  CREATE TABLE oidc_record ( -- What the authorization server keeps: sessions, codes, grants, replay marks.
    model text NOT NULL, -- The library's model name.
    id_hash bytea NOT NULL CHECK (length(id_hash) = 32), -- SHA-256 of the record's id, which may itself be a token.
    payload jsonb NOT NULL, -- The record.
    grant_id text, -- For revocation by grant.
    account_id text, -- For offboarding a person.
    client_id text, -- For offboarding an agent.
    uid text, -- For interactions.
    consumed_at timestamptz, -- When it was used; single use is settled here.
    expires_at timestamptz, -- When it may be swept.
    PRIMARY KEY (model, id_hash)
  );
  CREATE INDEX oidc_record_grant ON oidc_record (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX oidc_record_account ON oidc_record (account_id) WHERE account_id IS NOT NULL;
  CREATE INDEX oidc_record_client ON oidc_record (client_id) WHERE client_id IS NOT NULL;
  CREATE INDEX oidc_record_expiry ON oidc_record (expires_at);`;

const reviews = `
  CREATE TABLE campaign ( -- Access certifications.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    name text NOT NULL, -- Name shown to reviewers.
    kind text NOT NULL CHECK (kind IN ('periodic', 'micro', 'incident', 'amendment')), -- Why it is held.
    state text NOT NULL CHECK (state IN ('draft', 'staged', 'active', 'closing', 'remediating', 'verifying',
      'completed', 'cancelled')), -- Where it stands.
    agent_ids jsonb NOT NULL, -- Scope: the agents whose tools are reviewed.
    fallback_reviewer_id uuid NOT NULL REFERENCES person (id), -- Decides where nobody else may.
    ends_at timestamptz NOT NULL, -- Deadline; afterwards silence is settled by policy.
    population_hash text, -- SHA-256 over the frozen items, from staging on.
    created_by text NOT NULL, -- Who set it up.
    signed_off_by uuid REFERENCES person (id), -- Who acknowledged the outcome.
    version integer NOT NULL, -- Raised by each transition.
    CHECK ((state IN ('draft', 'cancelled')) OR (population_hash IS NOT NULL))
  );
  CREATE TABLE review_item ( -- One grant under review in one campaign.
    id uuid PRIMARY KEY, -- UUIDv7.
    ${TENANT}
    campaign_id uuid NOT NULL REFERENCES campaign (id), -- Its campaign.
    agent_id uuid NOT NULL REFERENCES agent (id), -- Whose right it is.
    tool_id uuid NOT NULL REFERENCES tool (id), -- The tool.
    grant_id uuid NOT NULL REFERENCES agent_grant (id), -- The grant.
    snapshot jsonb NOT NULL, -- What was frozen at staging and is shown to the reviewer.
    reviewer_id uuid NOT NULL REFERENCES person (id), -- Who is asked.
    assignment_reason text NOT NULL CHECK (assignment_reason IN ('manager', 'fallback')), -- Why this person.
    independence jsonb NOT NULL, -- The facts by which the reviewer was found independent.
    state text NOT NULL CHECK (state IN ('pending', 'submitted', 'retained', 'revoking', 'removed_unverified',
      'verified_gone', 'still_present', 'superseded')), -- Where it stands.
    decision text CHECK (decision IN ('approve', 'revoke')), -- The reviewer's or the policy's answer.
    decided_by text, -- Who answered; a policy is named as such.
    decided_at timestamptz, -- When.
    comment text, -- Why.
    evidence jsonb, -- What verification found.
    version integer NOT NULL, -- Raised by each transition; guards concurrent answers.
    UNIQUE (campaign_id, grant_id),
    CHECK ((decision IS NULL) = (decided_by IS NULL)),
    CHECK ((decision IS NULL) = (decided_at IS NULL))
  );
  CREATE INDEX campaign_fallback ON campaign (fallback_reviewer_id);
  CREATE INDEX campaign_signed_off ON campaign (signed_off_by);
  CREATE INDEX review_item_reviewer ON review_item (reviewer_id);
  CREATE INDEX review_item_tool ON review_item (tool_id);
  CREATE INDEX review_item_grant ON review_item (grant_id);
  CREATE INDEX review_item_agent ON review_item (agent_id);`;

const governedTables = [
  'source',
  'source_token',
  'person',
  'directory_group',
  'membership',
  'lifecycle_event',
  'principal',
  'ledger_payload',
  'mcp_server',
  'tool',
  'tool_definition',
  'agent',
  'agent_suspension',
  'agent_credential',
  'access_profile',
  'profile_grant',
  'assignment',
  'agent_grant',
  'role_assignment',
  'campaign',
  'review_item',
];
const evidenceTables = ['lifecycle_event', 'tool_definition', 'ledger_entry', 'ledger_checkpoint', 'ledger_note'];
const machineryTables = ['outbox', 'processed', 'dead_letter', 'ledger_pending', 'ledger_entry', 'ledger_checkpoint'];
const replicaTables = [
  'principal',
  'fence_change',
  'person',
  'membership',
  'mcp_server',
  'tool',
  'tool_definition',
  'agent',
  'agent_suspension',
  'access_profile',
  'profile_grant',
  'assignment',
  'agent_grant',
  'source_token',
  'ledger_note',
];
const otherTables = ['fence_change', 'ledger_key', 'ledger_note', 'sign_in_link', 'web_session'];

/** Tables that stand outside every tenant, each holding no tenant's data: tenant, fence, fence_replica, token_key, oidc_record. */
export class LayFoundations1795219200001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(functions);
    for (const part of [tenants, directory, fence, jobs, ledger, catalog, agents, access, auth, reviews]) {
      await db.query(commented(part));
    }
    await db.query(walled(...new Set([...governedTables, ...machineryTables, ...otherTables])));
    await db.query(readableAcross(...replicaTables));
    await db.query(writableAcross(...machineryTables));
    await db.query(governed(...governedTables));
    await db.query(appendOnly(...evidenceTables));
  }

  async down(db: QueryRunner): Promise<void> {
    const order =
      'review_item campaign oidc_record token_key web_session sign_in_link role_assignment agent_grant ' +
      'assignment profile_grant access_profile agent_credential agent_suspension agent tool_definition tool mcp_server ' +
      'ledger_note ledger_checkpoint ledger_payload ledger_entry ledger_pending ledger_key dead_letter processed outbox ' +
      'fence_replica fence_change principal fence lifecycle_event membership directory_group person source_token ' +
      'source tenant';
    await db.query(`DROP TABLE ${order.split(' ').join(', ')}`);
    await db.query('DROP FUNCTION append_only, governed_write, current_tenant, every_tenant');
  }
}
