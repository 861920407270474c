/**
 * Turns the trailing `-- words` of a CREATE TABLE and its columns into COMMENT ON statements, so that the schema
 * explains itself in the database as it does in the source. Expects one column a line and the table's closing `);`
 * on a line of its own.
 */
export function commented(sql: string): string {
  const comments: string[] = [];
  let table: string | null = null;
  let column: string | undefined;
  for (const line of sql.split('\n')) {
    const says = /--\s*(.+)$/.exec(line)?.[1]?.trim().replaceAll("'", "''");
    const opened = /^\s*CREATE TABLE (\w+)/.exec(line)?.[1];
    column = /^\s+([a-z_]+)\s+[a-z]/.exec(line)?.[1] ?? column; // a column may go on over the next line
    if (opened) table = opened;
    if (table && says && opened) comments.push(`COMMENT ON TABLE ${table} IS '${says}';`);
    else if (table && says && column) comments.push(`COMMENT ON COLUMN ${table}.${column} IS '${says}';`);
    if (/^\s*\);/.test(line)) table = null;
  }
  return `${sql}\n${comments.join('\n')}`;
}
