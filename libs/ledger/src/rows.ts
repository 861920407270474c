import { texts, times, uuids } from './binary-arrays.js';

/** The columns of `ledger_pending` as the writers fill them; raw SQL, because the tree's bytes are exact text. */
export type PendingRow = Readonly<{
  uid: string;
  tenant: string;
  type: string;
  subject: string;
  callId: string | null;
  at: Date;
  entry: string;
}>;

/** One statement for any number of rows; a row whose uid is already there is left as it is (outcomes are unique). */
export const INSERT_PENDING = `
  INSERT INTO ledger_pending (uid, tenant_id, type, subject, call_id, at, entry)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[], $7::text[])
  ON CONFLICT (uid) DO NOTHING`;

export const columnsOf = (rows: readonly PendingRow[]): unknown[][] => [
  rows.map(({ uid }) => uid),
  rows.map(({ tenant }) => tenant),
  rows.map(({ type }) => type),
  rows.map(({ subject }) => subject),
  rows.map(({ callId }) => callId),
  rows.map(({ at }) => at.toISOString()),
  rows.map(({ entry }) => entry),
];

/** A record of a call. */
export type CallRow = PendingRow & Readonly<{ callId: string }>;

/** What a call was decided by, as it is kept beside its entry. */
export type InputRow = Readonly<{ callId: string; tenant: string; at: Date; sealed: string }>;

/**
 * As `INSERT_PENDING`, with the inputs of some of these calls: both are durable in the same commit. Arrays of one length
 * side by side in a select give their elements in step (SQL functions that return sets, since PostgreSQL 10).
 */
export const INSERT_PENDING_AND_INPUTS = `
  WITH kept AS (
    INSERT INTO call_input (call_id, tenant_id, at, sealed)
    SELECT unnest($8::uuid[]), unnest($9::uuid[]), unnest($10::timestamptz[]), unnest($11::text[])
    ON CONFLICT (call_id) DO NOTHING
  )
  INSERT INTO ledger_pending (uid, tenant_id, type, subject, call_id, at, entry)
  SELECT unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::text[]), unnest($5::uuid[]),
    unnest($6::timestamptz[]), unnest($7::text[])
  ON CONFLICT (uid) DO NOTHING`;

/** Rows of a gateway, as the columns of `INSERT_PENDING_AND_INPUTS`. @throws TypeError for ids that are no UUIDs */
export const binaryColumnsOf = (rows: readonly CallRow[], inputs: readonly InputRow[]): Buffer[] => [
  uuids(rows, ({ uid }) => uid),
  uuids(rows, ({ tenant }) => tenant),
  texts(rows, ({ type }) => type),
  texts(rows, ({ subject }) => subject),
  uuids(rows, ({ callId }) => callId),
  times(rows, ({ at }) => at),
  texts(rows, ({ entry }) => entry),
  uuids(inputs, ({ callId }) => callId),
  uuids(inputs, ({ tenant }) => tenant),
  times(inputs, ({ at }) => at),
  texts(inputs, ({ sealed }) => sealed),
];
