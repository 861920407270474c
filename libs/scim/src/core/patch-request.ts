import { Refusal, isObject } from '@app/kernel';
import type { Dialect } from './dialect.js';
import { type Message, member, message } from './message.js';
import { type Target, parsePath } from './path.js';
import { type Registry, password } from './registry.js';
import { unknown } from './values.js';

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type Op = 'add' | 'remove' | 'replace';

/** One canonical operation: a single attribute, by a path that exists. */
export type Operation = Readonly<{ op: Op; target: Target; value: unknown }>;

/** Operations of one PATCH, after path-less ones were spread, and characters of all their paths. */
const MOST_OPERATIONS = 2000;
const LONGEST_PATHS = 262_144;

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
  const reader = new Reader(registry, dialect);
  const result: Operation[] = [];
  for (const operation of operations as unknown[]) {
    if (!isObject(operation)) throw new Refusal('scim.invalid-syntax', 'an operation must be an object');
    const spread = reader.spreadOut(operation);
    limit(result.length + spread.length);
    // providers send a password though none is kept: it is discarded, not refused
    result.push(...spread.filter(({ target }) => target.attribute !== password));
  }
  return result;
}

/** Reads the operations of one PATCH; that their paths are bounded in sum bounds the time that reading them takes. */
class Reader {
  private characters = 0;

  constructor(
    private readonly registry: Registry,
    private readonly dialect: Dialect,
  ) {}

  spreadOut(operation: Message): Operation[] {
    const op = opOf(member(operation, 'op'));
    const [path, value] = [member(operation, 'path'), member(operation, 'value')];
    if (op !== 'remove' && value === undefined) throw new Refusal('scim.invalid-value', `${op} needs a value`);
    if (path === undefined || path === null || path === '') {
      if (op === 'remove') throw new Refusal('scim.no-target', 'remove needs a path');
      if (this.dialect.strict) throw new Refusal('scim.invalid-syntax', 'an operation needs a path');
      return this.byKeys(op, value, '');
    }
    if (typeof path !== 'string') throw new Refusal('scim.invalid-path', 'a path must be a string');
    const extension = this.registry.extension(path);
    // as null, because what is required of an extension goes with the whole of it
    if (extension && op === 'remove') {
      return extension.attributes
        .map(({ name }) => at('replace', this.target(`${extension.id}:${name}`), null))
        .filter(({ target }) => !isReadOnly(target));
    }
    if (extension) return this.byKeys(op, value, `${extension.id}:`);
    if (this.registry.isCore(path)) return this.byKeys(op, value, '');
    return [writable(at(op, this.target(path), value))];
  }

  /** Keys may be plain, dotted, with a URN, or be an extension's URN; those that name nothing we know are ignored. */
  private byKeys(op: Op, value: unknown, prefix: string): Operation[] {
    if (!isObject(value)) throw new Refusal('scim.invalid-value', 'without a path the value must be an object');
    limit(Object.keys(value).length);
    return Object.entries(value).flatMap(([key, item]) => {
      const extension = prefix === '' ? this.registry.extension(key) : undefined;
      if (extension) return this.byKeys(op, item, `${extension.id}:`);
      const target = this.targetOrNull(`${prefix}${key}`);
      if (!target && this.dialect.strict) throw unknown(key);
      return target && !isReadOnly(target) ? [at(op, target, item)] : [];
    });
  }

  private target(path: string): Target {
    this.characters += path.length;
    if (this.characters > LONGEST_PATHS) throw new Refusal('scim.too-many', 'the paths are too long in sum');
    return parsePath(path, this.registry);
  }

  private targetOrNull(path: string): Target | null {
    try {
      return this.target(path);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'scim.invalid-path') return null;
      throw error;
    }
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
