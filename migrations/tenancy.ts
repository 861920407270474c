/** The column that every table of a tenant carries; filled from the transaction's own setting, never by code. */
export const TENANT = `tenant_id uuid NOT NULL DEFAULT current_tenant() REFERENCES tenant (id), -- Whose row this is.`;

/** Row-level security that binds the table's owner too: no code path can forget the tenant. */
export const walled = (...tables: string[]): string =>
  tables
    .map(
      (table) => `
  ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
  ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_tenant ON ${table} USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());`,
    )
    .join('\n');

/** For the house's own servants (replica snapshot, relay, sequencer), which serve all tenants at once. */
export const readableAcross = (...tables: string[]): string =>
  tables.map((table) => `CREATE POLICY every_tenant ON ${table} FOR SELECT USING (every_tenant());`).join('\n');

export const writableAcross = (...tables: string[]): string =>
  tables
    .map((table) => `CREATE POLICY every_tenant ON ${table} USING (every_tenant()) WITH CHECK (every_tenant());`)
    .join('\n');

/** Rows that say who may do what change only in a write that leaves a ledger entry (R-LED-2). */
export const governed = (...tables: string[]): string =>
  tables
    .map(
      (table) => `CREATE TRIGGER governed BEFORE INSERT OR UPDATE OR DELETE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION governed_write();`,
    )
    .join('\n');

/** Evidence is never changed or removed, by anyone. */
export const appendOnly = (...tables: string[]): string =>
  tables
    .map(
      (table) => `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();`,
    )
    .join('\n');
