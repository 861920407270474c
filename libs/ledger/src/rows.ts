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

/** What a call was decided by, as it is kept beside its entry. */
export type InputRow = Readonly<{ callId: string; tenant: string; at: Date; sealed: string }>;

/** As `INSERT_PENDING`, with the inputs of some of these calls: both are durable in the same commit. */
export const INSERT_PENDING_AND_INPUTS = `
  WITH kept AS (
    INSERT INTO call_input (call_id, tenant_id, at, sealed)
    SELECT * FROM unnest($8::uuid[], $9::uuid[], $10::timestamptz[], $11::text[])
    ON CONFLICT (call_id) DO NOTHING
  ) ${INSERT_PENDING}`;

export const columnsOfInputs = (rows: readonly InputRow[]): unknown[][] => [
  rows.map(({ callId }) => callId),
  rows.map(({ tenant }) => tenant),
  rows.map(({ at }) => at.toISOString()),
  rows.map(({ sealed }) => sealed),
];
