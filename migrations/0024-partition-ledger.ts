import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commented } from './commented.js';
import { TENANT, appendOnly, walled, writableAcross } from './tenancy.js';

/** As `TENANT`, without a foreign key: these rows come from `ledger_pending`, which sees to it, and are very many. */
const OWNED = `tenant_id uuid NOT NULL DEFAULT current_tenant(), -- Whose row this is.`;

const tables = `
  CREATE TABLE ledger_entry ( -- The append-only log: one leaf of the RFC 6962 tree per row, by months.
    ${OWNED}
    seq bigint NOT NULL CHECK (seq >= 0), -- Leaf index, without gaps.
    uid uuid NOT NULL, -- UUIDv7 of the entry.
    type text NOT NULL, -- Copied from the entry for queries.
    subject text NOT NULL, -- Copied from the entry for queries.
    call_id uuid, -- Copied from the entry for queries.
    at timestamptz NOT NULL, -- Copied from the entry for queries.
    sequenced_at timestamptz NOT NULL DEFAULT now(), -- When it got its place, which decides its month; not part of the leaf.
    entry text NOT NULL, -- Canonical text as hashed.
    leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32), -- RFC 6962 leaf hash.
    PRIMARY KEY (tenant_id, seq, sequenced_at)
  ) PARTITION BY RANGE (sequenced_at);
  CREATE INDEX ledger_entry_call ON ledger_entry (call_id) WHERE call_id IS NOT NULL;
  CREATE INDEX ledger_entry_intent ON ledger_entry (at) WHERE type = 'call.intent';
  CREATE INDEX ledger_entry_caller ON ledger_entry (subject, at) WHERE type = 'call.intent';
  CREATE INDEX ledger_entry_type ON ledger_entry (tenant_id, type, seq);
  CREATE TABLE ledger_place ( -- Where each entry stands: what months cannot keep unique by themselves.
    uid uuid PRIMARY KEY, -- UUIDv7 of the entry; that of an outcome follows from its call, so that there is one.
    ${OWNED}
    seq bigint NOT NULL, -- Leaf index.
    UNIQUE (tenant_id, seq)
  );
  CREATE TABLE ledger_tile ( -- Hashes of the tree as C2SP tlog-tiles groups them.
    ${TENANT}
    level smallint NOT NULL CHECK (level >= 0), -- 0 for hashes of leaves; each further one is over 256 of the one below.
    idx bigint NOT NULL CHECK (idx >= 0), -- Which one of its level.
    hashes bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0), -- Up to 256 of them.
    PRIMARY KEY (tenant_id, level, idx)
  );
  ALTER TABLE ledger_tile ALTER hashes SET STORAGE EXTERNAL;
  CREATE TABLE ledger_closed ( -- How far calls without an outcome were looked for.
    ${TENANT}
    seq bigint NOT NULL, -- Calls whose intent stands before this leaf have an outcome, or one was written for them.
    PRIMARY KEY (tenant_id)
  );
  CREATE INDEX ledger_pending_order ON ledger_pending (tenant_id, at, uid);
  DROP INDEX call_input_at;
  CREATE INDEX call_input_at ON call_input USING brin (at) WITH (autosummarize = on);
  ALTER TABLE ledger_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);`;

/** A statement's triggers are those of the table it names: each month needs its own, or one could go round the log. */
const rules = `
  CREATE FUNCTION ledger_placed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO ledger_place (uid, tenant_id, seq) SELECT uid, tenant_id, seq FROM added;
    RETURN NULL; END $$;
  CREATE TRIGGER placed AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_placed();
  CREATE FUNCTION ledger_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (NEW.tenant_id, NEW.level, NEW.idx) = (OLD.tenant_id, OLD.level, OLD.idx)
      AND substring(NEW.hashes FOR length(OLD.hashes)) = OLD.hashes THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'ledger_tile is append-only: a tile grows at its end and never changes'; END $$;
  CREATE TRIGGER grows BEFORE UPDATE ON ledger_tile FOR EACH ROW EXECUTE FUNCTION ledger_tile_grows();
  CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ledger_tile
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
  CREATE FUNCTION ledger_by_months() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only, and written through ledger_entry', TG_TABLE_NAME; END $$;
  CREATE FUNCTION ledger_month(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      begins timestamptz := date_trunc('month', at, 'UTC');
      ends timestamptz := date_trunc('month', begins + interval '32 days', 'UTC');
      month text := 'ledger_entry_' || to_char(begins AT TIME ZONE 'UTC', 'YYYY_MM');
    BEGIN
      IF to_regclass(month) IS NOT NULL THEN RETURN; END IF;
      PERFORM pg_advisory_xact_lock(7236002); -- the sequencer's
      IF to_regclass(month) IS NOT NULL THEN RETURN; END IF;
      EXECUTE format('CREATE TABLE %I (LIKE ledger_entry INCLUDING ALL)', month);
      EXECUTE format('COMMENT ON TABLE %I IS %L', month, 'The ledger entries that were sequenced in one month (UTC).');
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', month);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', month);
      EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = current_tenant())', month);
      EXECUTE format('CREATE POLICY every_tenant ON %I USING (every_tenant())', month);
      EXECUTE format('CREATE TRIGGER append_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_by_months()', month);
      EXECUTE format('ALTER TABLE ledger_entry ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', month, begins, ends);
    END $$;
  COMMENT ON FUNCTION ledger_month IS 'Makes sure that the month of this time has its part of ledger_entry.';`;

/**
 * Two rows of every call are written here, and a foreign key would look its tenant up for each of them, and lock it.
 * Inputs are written in the same statement as the entry of their call.
 */
const knownTenants = `
  ALTER TABLE ledger_pending DROP CONSTRAINT ledger_pending_tenant_id_fkey;
  ALTER TABLE call_input DROP CONSTRAINT call_input_tenant_id_fkey;
  CREATE FUNCTION ledger_tenants_known() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM added a WHERE NOT EXISTS (SELECT FROM tenant t WHERE t.id = a.tenant_id)) THEN
      RAISE EXCEPTION 'an entry of no tenant' USING ERRCODE = 'foreign_key_violation'; END IF;
    RETURN NULL; END $$;
  CREATE TRIGGER tenants_known AFTER INSERT ON ledger_pending REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_tenants_known();
  CREATE FUNCTION tenant_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a tenant has entries, and stays'; END $$;
  CREATE TRIGGER stays BEFORE UPDATE OF id OR DELETE OR TRUNCATE ON tenant
    FOR EACH STATEMENT EXECUTE FUNCTION tenant_stays();`;

const boundTenants = `
  DROP TRIGGER stays ON tenant;
  DROP TRIGGER tenants_known ON ledger_pending;
  DROP FUNCTION tenant_stays, ledger_tenants_known;
  ALTER TABLE ledger_pending ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id);
  ALTER TABLE call_input ADD FOREIGN KEY (tenant_id) REFERENCES tenant (id);
  DROP INDEX call_input_at;
  CREATE INDEX call_input_at ON call_input (tenant_id, at);`;

/** What was there until now, and its tree. An old entry's month is that of the first checkpoint that covered it. */
const moved = `
  CREATE TEMP TABLE moving ON COMMIT DROP AS
    SELECT e.*, coalesce((SELECT c.created_at FROM ledger_checkpoint c
      WHERE c.tenant_id = e.tenant_id AND c.size > e.seq ORDER BY c.size LIMIT 1), e.at) AS sequenced_at
    FROM ledger_entry_before e;
  SELECT ledger_month(month) FROM (SELECT DISTINCT date_trunc('month', sequenced_at, 'UTC') AS month FROM moving) m;
  INSERT INTO ledger_entry (tenant_id, seq, uid, type, subject, call_id, at, sequenced_at, entry, leaf_hash)
    SELECT tenant_id, seq, uid, type, subject, call_id, at, sequenced_at, entry, leaf_hash FROM moving ORDER BY tenant_id, seq;
  DROP TABLE ledger_entry_before;`;

const perfectRoot = `
  CREATE OR REPLACE FUNCTION pg_temp.perfect_root(hashes bytea) RETURNS bytea LANGUAGE plpgsql AS $$
    DECLARE above bytea;
    BEGIN
      WHILE length(hashes) > 32 LOOP
        SELECT string_agg(sha256('\\x01'::bytea || substring(hashes FROM n * 64 + 1 FOR 64)), ''::bytea ORDER BY n) INTO above
          FROM generate_series(0, length(hashes) / 64 - 1) n;
        hashes := above;
      END LOOP;
      RETURN hashes;
    END $$;`;

const planted = `
  DO $$ BEGIN
    INSERT INTO ledger_tile (tenant_id, level, idx, hashes)
      SELECT tenant_id, 0, seq / 256, string_agg(leaf_hash, ''::bytea ORDER BY seq)
      FROM ledger_entry e WHERE seq < (SELECT max(size) FROM ledger_checkpoint c WHERE c.tenant_id = e.tenant_id)
      GROUP BY tenant_id, seq / 256;
    FOR below IN 0..7 LOOP
      INSERT INTO ledger_tile (tenant_id, level, idx, hashes)
        SELECT tenant_id, below + 1, idx / 256, string_agg(pg_temp.perfect_root(hashes), ''::bytea ORDER BY idx)
        FROM ledger_tile WHERE level = below AND length(hashes) = 8192 GROUP BY tenant_id, idx / 256;
      EXIT WHEN NOT FOUND;
    END LOOP;
  END $$`;

/** What the sequencer went on from until now: the roots of the perfect subtrees at the right edge, largest first. */
const frontier = `
  ALTER TABLE ledger_checkpoint DISABLE TRIGGER append_only;
  ALTER TABLE ledger_checkpoint ADD COLUMN frontier jsonb NOT NULL DEFAULT '{"size": 0, "hashes": []}';
  ALTER TABLE ledger_checkpoint ALTER frontier DROP DEFAULT;
  COMMENT ON COLUMN ledger_checkpoint.frontier IS 'Right edge of the tree, from which the next batch continues.';
  UPDATE ledger_checkpoint c SET frontier = jsonb_build_object('size', c.size, 'hashes', (
    SELECT jsonb_agg(encode(pg_temp.perfect_root(substring(t.hashes
        FROM ((((c.size >> h) - 1) << h % 8) % 256)::int * 32 + 1 FOR (1 << h % 8) * 32)), 'base64') ORDER BY h DESC)
    FROM generate_series(0, 52) h JOIN ledger_tile t ON t.tenant_id = c.tenant_id AND t.level = h / 8
      AND t.idx = (((c.size >> h) - 1) << h % 8) / 256
    WHERE (c.size >> h) % 2 = 1))
    WHERE c.size = (SELECT max(size) FROM ledger_checkpoint l WHERE l.tenant_id = c.tenant_id);
  ALTER TABLE ledger_checkpoint ENABLE TRIGGER append_only;`;

const before = `
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
  CREATE INDEX ledger_entry_caller ON ledger_entry (subject, at) WHERE type = 'call.intent';
  CREATE INDEX ledger_entry_type ON ledger_entry (tenant_id, type, seq);
  INSERT INTO ledger_entry SELECT tenant_id, seq, uid, type, subject, call_id, at, entry, leaf_hash FROM ledger_entry_by_months;`;

const wallsOfLedger = walled('ledger_entry') + writableAcross('ledger_entry') + appendOnly('ledger_entry');
/** So that names are free for the table that takes its place. */
const aside = (name: string): string => `
  ALTER TABLE ledger_entry RENAME TO ${name};
  ALTER TABLE ${name} RENAME CONSTRAINT ledger_entry_pkey TO ${name}_pkey;
  DROP INDEX ledger_entry_call, ledger_entry_intent, ledger_entry_caller, ledger_entry_type;`;

/**
 * The log by months of sequencing, and its tree as tiles. PostgreSQL keeps a key unique over months only together with
 * the month, so that `ledger_place` does, filled by a trigger: there is no way into the log round it.
 */
export class PartitionLedger1795219200024 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.tenant', '*', true)`);
    await db.query(aside('ledger_entry_before'));
    await db.query(commented(tables));
    await db.query(wallsOfLedger);
    const kept = ['ledger_place', 'ledger_tile', 'ledger_closed'];
    await db.query(walled(...kept) + writableAcross(...kept));
    await db.query(appendOnly('ledger_place'));
    await db.query(rules);
    await db.query(knownTenants);
    await db.query(moved);
    await db.query(perfectRoot);
    await db.query(planted);
    await db.query(`SELECT ledger_month(now()), ledger_month(now() + interval '32 days')`);
    await db.query('ALTER TABLE ledger_checkpoint DROP COLUMN frontier');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`SELECT set_config('surety.tenant', '*', true)`);
    await db.query(boundTenants);
    await db.query('DROP INDEX ledger_pending_order');
    await db.query('ALTER TABLE ledger_pending RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)');
    await db.query(perfectRoot);
    await db.query(frontier);
    await db.query(aside('ledger_entry_by_months'));
    await db.query(commented(before));
    await db.query(wallsOfLedger);
    await db.query('DROP TABLE ledger_entry_by_months, ledger_place, ledger_tile, ledger_closed');
    await db.query('DROP FUNCTION ledger_month, ledger_by_months, ledger_tile_grows, ledger_placed');
  }
}
