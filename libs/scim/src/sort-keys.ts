import type { Attribute } from './core/attribute.js';
import type { Expression, Place } from './filter-tests.js';

/** What resources are ordered by: one value of each, or none. */
export type SortKey = Readonly<{
  sql: Expression;
  type: 'text' | 'numeric' | 'boolean' | 'timestamptz';
  /** Whether every resource has one, so that an index of the column can serve. */
  always: boolean;
}>;

/** Characters by which long values are ordered; they also travel in cursors. */
const ORDERED = 200;

export const column = (name: string, type: SortKey['type'], always: boolean): SortKey => ({
  sql: () => name,
  type,
  always,
});

/** RFC 7644 §3.4.2.3: by type and `caseExact`. Undefined for complex attributes. */
export function keyFor({ type, caseExact }: Attribute, place: Place): SortKey | undefined {
  const ofType = (kind: 'number' | 'boolean', cast: 'numeric' | 'boolean'): SortKey => ({
    sql: (bind) => {
      const json = place.json(bind);
      return `CASE WHEN jsonb_typeof(${json}) = '${kind}' THEN CAST(${json} AS ${cast}) END`;
    },
    type: cast,
    always: false,
  });
  switch (type) {
    case 'complex':
      return undefined;
    case 'boolean':
      return ofType('boolean', 'boolean');
    case 'integer':
    case 'decimal':
      return ofType('number', 'numeric');
    case 'dateTime':
      return { sql: (bind) => `instant_or_null(${place.text(bind)})`, type: 'timestamptz', always: false };
    case 'string':
    case 'reference':
    case 'binary': {
      const held = caseExact ? place.text : place.folded;
      return { sql: (bind) => `left(${held(bind)}, ${ORDERED}) COLLATE "C"`, type: 'text', always: false };
    }
  }
}
