export type Scalar = string | number | boolean | null;

/** A typed expression over a call's arguments; `arg` is a dotted path. No pattern, no code, no recursion into data. */
export type Condition =
  | Readonly<{ all: readonly Condition[] }>
  | Readonly<{ any: readonly Condition[] }>
  | Readonly<{ arg: string; op: 'eq'; value: Scalar }>
  | Readonly<{ arg: string; op: 'in'; value: readonly Scalar[] }>
  | Readonly<{ arg: string; op: 'prefix'; value: string }>
  | Readonly<{ arg: string; op: 'lt' | 'lte' | 'gt' | 'gte'; value: number }>;
type Test = Extract<Condition, { arg: string }>;

/** `missing`: the argument is absent or of another kind than the test asks for, so nobody can say. */
export type Match = boolean | 'missing';

/** Caps on a saved condition: nesting, tests and groups together, characters of a text. */
export const caps = { depth: 8, nodes: 64, text: 1024 } as const;

/**
 * Three-valued: a part that cannot be told leaves the whole open unless another part settles it.
 * Arguments are looked up among own properties of plain objects only, so that no prototype ever answers.
 * @throws on an operator it does not know: whoever asks must deny
 */
export function matches(condition: Condition, args: unknown): Match {
  if ('all' in condition) return settle(condition.all, args, false);
  if ('any' in condition) return settle(condition.any, args, true);
  const found = lookUp(args, condition.arg);
  return found === undefined ? 'missing' : passes(condition, found);
}

function settle(parts: readonly Condition[], args: unknown, decisive: boolean): Match {
  let result: Match = !decisive;
  for (const part of parts) {
    const match = matches(part, args);
    if (match === decisive) return decisive;
    if (match === 'missing') result = 'missing';
  }
  return result;
}

function passes(test: Test, found: unknown): Match {
  switch (test.op) {
    case 'eq':
      return kindOf(found) === kindOf(test.value) ? found === test.value : 'missing';
    case 'in': {
      if (test.value.some((value) => value === found)) return true;
      return test.value.every((value) => kindOf(value) === kindOf(found)) ? false : 'missing';
    }
    case 'prefix':
      if (typeof found !== 'string' || climbs(found)) return 'missing';
      return found.startsWith(test.value);
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return typeof found === 'number' && Number.isFinite(found) ? compare(test.op, found, test.value) : 'missing';
    default:
      throw new Error('unknown operator');
  }
}

function compare(op: 'lt' | 'lte' | 'gt' | 'gte', found: number, value: number): boolean {
  if (op === 'lt') return found < value;
  if (op === 'lte') return found <= value;
  return op === 'gt' ? found > value : found >= value;
}

/** A path that goes up again is not where its beginning says, and neither is one that hides this by escapes. */
const climbs = (text: string): boolean => /(^|[\\/])(\.|%2e){2}([\\/]|%2f|%5c|$)/i.test(text);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return ['string', 'number', 'boolean'].includes(typeof value) ? typeof value : 'other';
}

function lookUp(args: unknown, path: string): unknown {
  let at = args;
  for (const name of path.split('.')) at = own(at, name);
  return at;
}

function own(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** What is wrong with a condition's size: the place in words, or null. */
export function sizeFault(condition: Condition): string | null {
  let nodes = 0;
  const walk = (part: Condition, depth: number, place: string): string | null => {
    nodes += 1;
    if (depth > caps.depth) return `${place} is nested deeper than ${caps.depth}`;
    if (nodes > caps.nodes) return `${place} is beyond ${caps.nodes} parts`;
    if ('arg' in part) return null;
    const [name, parts] = 'all' in part ? (['all', part.all] as const) : (['any', part.any] as const);
    for (const [i, inner] of parts.entries()) {
      const fault = walk(inner, depth + 1, `${place}.${name}[${i}]`);
      if (fault) return fault;
    }
    return null;
  };
  return walk(condition, 1, '$');
}

/** The place of the first test whose argument the tool's input schema does not name, or null. */
export function unknownArgument(condition: Condition, inputSchema: unknown, place = '$'): string | null {
  if ('arg' in condition) return declares(inputSchema, condition.arg) ? null : `${place}: ${condition.arg}`;
  const [name, parts] = 'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
  for (const [i, part] of parts.entries()) {
    const fault = unknownArgument(part, inputSchema, `${place}.${name}[${i}]`);
    if (fault) return fault;
  }
  return null;
}

/** Does the schema name this path under `properties`? Only what it names outright counts (JSON Schema 2020-12 §10.3.2.1). */
function declares(schema: unknown, path: string): boolean {
  let at: unknown = schema;
  for (const name of path.split('.')) {
    const properties = own(at, 'properties');
    at = own(properties, name);
    if (at === undefined) return false;
  }
  return true;
}
