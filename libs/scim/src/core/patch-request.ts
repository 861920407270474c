import { Refusal, isObject } from '@app/kernel';
import type { Dialect } from './dialect.js';
import { type Message, member, message } from './message.js';
import { type Target, parsePath } from './path.js';
import type { Registry } from './registry.js';

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type Op = 'add' | 'remove' | 'replace';

/** One canonical operation: a single attribute, by a path that exists. */
export type Operation = Readonly<{ op: Op; target: Target; value: unknown }>;

/** Operations of one PATCH, after path-less ones were spread. */
const MOST_OPERATIONS = 2000;

/**
 * Brings a PATCH body (RFC 7644 §3.5.2) and its dialects to one form: operation names in lower case, path-less objects
 * and extension objects spread over their attributes, echoes of read-only attributes in them dropped.
 * @throws Refusal `scim.invalid-syntax`, `scim.invalid-path`, `scim.invalid-value`, `scim.no-target`,
 *   `scim.mutability`, `scim.too-many`
 */
export function parsePatch(body: unknown, registry: Registry, dialect: Dialect): Operation[] {
  const operations = member(message(body, PATCH_OP, dialect), 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw new Refusal('scim.invalid-syntax', 'Operations must be a list that is not empty');
  }
  limit(operations.length);
  const result: Operation[] = [];
  for (const operation of operations as unknown[]) {
    if (!isObject(operation)) throw new Refusal('scim.invalid-syntax', 'an operation must be an object');
    for (const spread of spreadOut(operation, registry, dialect)) {
      // providers send a password though none is kept: it is discarded, not refused
      if (spread.target.attribute.mutability !== 'writeOnly') result.push(spread);
    }
    limit(result.length);
  }
  return result;
}

function spreadOut(operation: Message, registry: Registry, dialect: Dialect): Operation[] {
  const op = opOf(member(operation, 'op'));
  const [path, value] = [member(operation, 'path'), member(operation, 'value')];
  if (op !== 'remove' && value === undefined) throw new Refusal('scim.invalid-value', `${op} needs a value`);
  if (path === undefined || path === null || path === '') {
    if (op === 'remove') throw new Refusal('scim.no-target', 'remove needs a path');
    if (dialect.strict) throw new Refusal('scim.invalid-syntax', 'an operation needs a path');
    return byKeys(op, value, registry, '');
  }
  if (typeof path !== 'string') throw new Refusal('scim.invalid-path', 'a path must be a string');
  const extension = registry.extension(path);
  if (extension && op === 'remove') {
    return extension.attributes.map(({ name }) => at(op, parsePath(`${extension.id}:${name}`, registry), undefined));
  }
  if (extension) return byKeys(op, value, registry, `${extension.id}:`);
  if (registry.isCore(path)) return byKeys(op, value, registry, '');
  return [writable(at(op, parsePath(path, registry), value))];
}

/** Keys may be plain, dotted, with a URN, or be an extension's URN; those that name nothing we know are ignored. */
function byKeys(op: Op, value: unknown, registry: Registry, prefix: string): Operation[] {
  if (!isObject(value)) throw new Refusal('scim.invalid-value', 'without a path the value must be an object');
  const entries = Object.entries(value);
  limit(entries.length);
  return entries.flatMap(([key, item]) => {
    const extension = prefix === '' ? registry.extension(key) : undefined;
    if (extension) return byKeys(op, item, registry, `${extension.id}:`);
    const target = pathOrNull(`${prefix}${key}`, registry);
    return target && !isReadOnly(target) ? [at(op, target, item)] : [];
  });
}

function pathOrNull(text: string, registry: Registry): Target | null {
  try {
    return parsePath(text, registry);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function writable(operation: Operation): Operation {
  if (!isReadOnly(operation.target)) return operation;
  throw new Refusal('scim.mutability', `${operation.target.attribute.name} is read-only`);
}

const isReadOnly = ({ attribute, sub }: Target): boolean =>
  attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';

const at = (op: Op, target: Target, value: unknown): Operation => ({ op, target, value });

function opOf(value: unknown): Op {
  const op = typeof value === 'string' ? value.toLowerCase() : '';
  if (op === 'add' || op === 'remove' || op === 'replace') return op;
  throw new Refusal('scim.invalid-syntax', 'op must be add, remove or replace');
}

function limit(count: number): void {
  if (count > MOST_OPERATIONS) throw new Refusal('scim.too-many', `at most ${MOST_OPERATIONS} operations`);
}
