import { z } from 'zod';
import { Refusal } from '@app/kernel';
import type { SourceMapping } from '@app/directory';
import type { Attribute } from './core/attribute.js';
import { dialects } from './core/dialect.js';
import { elementTest } from './core/element-filter.js';
import { type Target, parsePath } from './core/path.js';
import { type Registry, password } from './core/registry.js';
import { leafOf } from './core/value-at.js';

/** A mapping with its paths read. */
export type Mapping = Readonly<{
  displayName: Target | undefined;
  email: Target | undefined;
  employeeNumber: Target | undefined;
  startDate: Target | undefined;
  endDate: Target | undefined;
  /** `values` are in lower case. */
  onLeave: Readonly<{ target: Target; values: ReadonlySet<string> }> | undefined;
}>;

const Path = z.string().min(1).max(300).optional();
const Form = z.strictObject({
  displayName: Path,
  email: Path,
  employeeNumber: Path,
  startDate: Path,
  endDate: Path,
  onLeave: z
    .strictObject({ path: z.string().min(1).max(300), values: z.array(z.string().max(200)).max(50) })
    .optional(),
});

type Type = Attribute['type'];
const texts: readonly Type[] = ['string', 'reference'];
const numbers: readonly Type[] = [...texts, 'integer'];
const dates: readonly Type[] = ['string', 'dateTime'];
const any: readonly Type[] = ['string', 'boolean', 'integer', 'decimal', 'dateTime', 'reference'];

/**
 * Reads where a source states what we act by. Every path must lead to something that the source can state, of a fitting
 * type: read it again with the new registry whenever the extensions change.
 * @throws Refusal `source.mapping-invalid`
 */
export function readMapping(input: unknown, registry: Registry): SourceMapping {
  const { success, data } = Form.safeParse(input);
  if (!success) throw invalid('it does not have the form of a mapping');
  const mapping = JSON.parse(JSON.stringify(data)) as SourceMapping; // without the undefined
  const { onLeave } = mappingOf(mapping, registry);
  if (onLeave && onLeave.values.size === 0 && leafOf(onLeave.target)?.type !== 'boolean') {
    throw invalid('onLeave needs the values that mean a leave');
  }
  return mapping;
}

/** @throws Refusal `source.mapping-invalid` */
export function mappingOf(mapping: SourceMapping, registry: Registry): Mapping {
  const read = (path: string | undefined, types: readonly Type[]): Target | undefined =>
    path === undefined ? undefined : targetOf(path, registry, types);
  const { displayName, email, employeeNumber, startDate, endDate, onLeave } = mapping;
  return {
    displayName: read(displayName, texts),
    email: read(email, texts),
    employeeNumber: read(employeeNumber, numbers),
    startDate: read(startDate, dates),
    endDate: read(endDate, dates),
    onLeave: onLeave && {
      target: targetOf(onLeave.path, registry, any),
      values: new Set(onLeave.values.map((value) => value.toLowerCase())),
    },
  };
}

function targetOf(path: string, registry: Registry, types: readonly Type[]): Target {
  const target = parsed(path, registry);
  const leaf = leafOf(target);
  const stated = [target.attribute, leaf].every((attribute) => attribute?.mutability !== 'readOnly');
  if (!leaf || !stated || target.attribute === password || !types.includes(leaf.type)) {
    throw invalid(`nothing fitting is stated at '${path}'`);
  }
  return target;
}

function parsed(path: string, registry: Registry): Target {
  try {
    const target = parsePath(path, registry);
    if (target.filter) elementTest(target.attribute, target.filter, dialects.lenient);
    return target;
  } catch (error) {
    if (error instanceof Refusal) throw invalid(`'${path}' is no path of this source`);
    throw error;
  }
}

const invalid = (why: string): Refusal => new Refusal('source.mapping-invalid', why);
