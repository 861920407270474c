import { Injectable } from '@nestjs/common';
import type { Variant } from '@app/catalog';
import type { Tx } from '@app/database';
import { FenceReplica } from '@app/fence';

/** What is said of a tool beside its definition and who may call it. */
export type Terms = Readonly<{
  /** Cost units of one call. */
  cost: number;
  /** Path of the list of records in its structured result; null: not said. */
  recordsAt: string | null;
  /** Of a safe variant: how its arguments are made into those of the tool that it is made from. */
  variant: Readonly<{ of: string; name: string; inputSchema: unknown; rules: Variant }> | null;
}>;

const usual: Terms = { cost: 1, recordsAt: null, variant: null };

type Row = {
  id: string;
  cost: number;
  records_at: string | null;
  variant: Variant | null;
  variant_of: string | null;
  base_name: string | null;
  base_schema: unknown;
};

/** Terms of tools as current as the index by which they are decided on. Only what is not usual is kept. */
@Injectable()
export class ToolTerms {
  private terms: ReadonlyMap<string, Terms> = new Map();

  constructor(replica: FenceReplica) {
    replica.follow({
      topic: 'access',
      load: async (tx) => {
        const next = await read(tx);
        return () => void (this.terms = next);
      },
    });
  }

  of(toolId: string): Terms {
    return this.terms.get(toolId) ?? usual;
  }
}

async function read(tx: Tx): Promise<Map<string, Terms>> {
  const rows = await tx.query<Row[]>(
    `SELECT t.id, t.cost, t.records_at, t.variant, t.variant_of, b.name AS base_name, d.definition -> 'inputSchema' AS base_schema
     FROM tool t LEFT JOIN tool b ON b.id = t.variant_of
     LEFT JOIN tool_definition d ON d.tool_id = b.id AND d.hash = b.approved_hash
     WHERE t.cost <> 1 OR t.records_at IS NOT NULL OR t.variant IS NOT NULL`,
  );
  return new Map(rows.map((row) => [row.id, termsOf(row)]));
}

const termsOf = (row: Row): Terms => ({
  cost: row.cost,
  recordsAt: row.records_at,
  variant:
    row.variant && row.variant_of !== null && row.base_name !== null
      ? { of: row.variant_of, name: row.base_name, inputSchema: row.base_schema, rules: row.variant }
      : null,
});
