import type { ReactNode } from 'react';

type Props = Readonly<{
  /** What it lists, for whoever hears it. */
  label: string;
  /** Class of the table. */
  table: string;
  columns: readonly string[];
  stale: boolean;
  /** It takes as much room as its rows need, and no more. */
  short?: boolean;
  children: ReactNode;
}>;

/** The frame of a list: it scrolls by itself, and can be reached by the keyboard to do so. */
export function Sheet({ label, table, columns, stale, short = false, children }: Props): ReactNode {
  const classes = ['sheet', ...(short ? ['sheet-short'] : []), ...(stale ? ['sheet-stale'] : [])];
  return (
    <div className={classes.join(' ')} role="region" aria-label={label} tabIndex={0}>
      <table className={table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
