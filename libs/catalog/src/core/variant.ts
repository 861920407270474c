import { isObject } from '@app/kernel';
import { type Bounds, boundFault, bounded } from './bounds.js';
import type { ToolDefinition } from './definition.js';

/** What becomes of one argument: a value of ours in every call, never sent, or only within bounds. */
export type ArgumentRule =
  | Readonly<{ fix: unknown }>
  | Readonly<{ remove: true }>
  | Readonly<{ bound: Bounds & Readonly<{ required?: boolean }> }>;
/** How a safe variant differs from its tool. Arguments are named by dotted paths through objects, never into lists. */
export type Variant = Readonly<{ description?: string; arguments: Readonly<Record<string, ArgumentRule>> }>;

/** Of a schema on the way to an argument: they may ask for it, or let it in, by a way that we do not follow. */
const elaborate = [
  '$ref',
  '$dynamicRef',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'patternProperties',
  'propertyNames',
  'minProperties',
];

/** A variant that cannot be made of its tool: at which argument, and why. */
export class UnfitVariant extends Error {
  override readonly name = 'UnfitVariant';
}

/**
 * The definition of the variant `name` of a tool: what was fixed or removed is gone from the schema, bounds stand in it.
 * @throws UnfitVariant when an argument is not declared outright, is needed and removed, or the schema is too elaborate
 */
export function deriveVariant(base: ToolDefinition, name: string, variant: Variant): ToolDefinition {
  const { title: _, ...rest } = base;
  let { inputSchema } = base;
  const paths = Object.keys(variant.arguments);
  for (const [path, rule] of Object.entries(variant.arguments)) {
    const inner = paths.find((other) => other.startsWith(`${path}.`));
    if (inner !== undefined) throw new UnfitVariant(`${inner}: it lies within ${path}`);
    inputSchema = applied(inputSchema, path.split('.'), rule, path);
    if ('bound' in rule && rule.bound.required !== true) refuseWideDefault(base.inputSchema, path, rule.bound);
  }
  return {
    ...rest,
    name,
    ...(variant.description === undefined ? {} : { description: variant.description }),
    inputSchema,
  };
}

function applied(schema: unknown, [key = '', ...deeper]: readonly string[], rule: ArgumentRule, path: string): unknown {
  if (!isObject(schema) || elaborate.some((word) => Object.hasOwn(schema, word))) {
    throw new UnfitVariant(`${path}: the input schema is too elaborate there`);
  }
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  if (!Object.hasOwn(properties, key)) throw new UnfitVariant(`${path}: the input schema does not declare it`);
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const isRequired = required.includes(key);
  if (deeper.length > 0 || 'bound' in rule) {
    const inner =
      deeper.length > 0 ? applied(properties[key], deeper, rule, path) : boundedBy(properties[key], rule, path);
    const asks = 'bound' in rule && deeper.length === 0 && rule.bound.required === true && !isRequired;
    return {
      ...schema,
      properties: { ...properties, [key]: inner },
      ...(asks ? { required: [...required, key] } : {}),
    };
  }
  if ('remove' in rule && isRequired) throw new UnfitVariant(`${path}: the tool needs it`);
  const { [key]: _, ...others } = properties;
  const { required: __, ...open } = schema;
  const left = required.filter((name) => name !== key);
  return { ...open, properties: others, ...(left.length > 0 ? { required: left } : {}) };
}

function boundedBy(schema: unknown, rule: ArgumentRule, path: string): unknown {
  if (!('bound' in rule)) return schema;
  const narrowed = bounded(schema, rule.bound);
  if (narrowed === null) throw new UnfitVariant(`${path}: the bounds do not fit the type that is declared`);
  return narrowed;
}

/** A tool that is not sent an argument takes what its schema says instead, of it or of an object that it is in. */
function refuseWideDefault(schema: unknown, path: string, bounds: Bounds): void {
  const steps = path.split('.');
  let level: unknown = schema;
  for (let i = 0; i <= steps.length; i++) {
    if (!isObject(level)) return;
    const usual = Object.hasOwn(level, 'default')
      ? at({ usual: level['default'] }, ['usual', ...steps.slice(i)])
      : null;
    if (usual?.is && boundFault(usual.value, bounds) !== null) {
      throw new UnfitVariant(`${path}: what the tool takes without it is beyond the bounds, so it must be required`);
    }
    const { [steps[i] ?? '']: next } = isObject(level['properties']) ? level['properties'] : {};
    level = next;
  }
}

type Args = Readonly<Record<string, unknown>>;

/**
 * The arguments for the tool itself: what was fixed is set. A caller that sends what was fixed or removed, or what is
 * beyond its bounds, is refused: `fault` names the argument and what is wrong. So is one that the tool does not declare,
 * beside or on the way to those that the variant speaks of: nobody can say what it does.
 * @param inputSchema of the tool that the variant is made from
 */
export function variantArguments(
  variant: Variant,
  args: Args,
  inputSchema: unknown,
): { args: Args } | { fault: string } {
  let mapped: Args = args;
  for (const path of Object.keys(variant.arguments)) {
    const stranger = undeclared(args, inputSchema, path.split('.'));
    if (stranger !== null) return { fault: `${stranger}: the tool does not declare it` };
  }
  for (const [path, rule] of Object.entries(variant.arguments)) {
    const steps = path.split('.');
    const found = at(mapped, steps);
    if (found === undefined) return { fault: `${path}: an object is expected on the way to it` };
    if ('bound' in rule) {
      const fault = found.is ? boundFault(found.value, rule.bound) : rule.bound.required ? 'it is needed' : null;
      if (fault !== null) return { fault: `${path}: ${fault}` };
    } else {
      if (found.is) return { fault: `${path}: it cannot be chosen here` };
      if ('fix' in rule) mapped = withValue(mapped, steps, rule.fix);
    }
  }
  return { args: mapped };
}

/** The first argument that a schema does not name outright, in each object on the way; by its last name. */
function undeclared(args: unknown, schema: unknown, [step = '', ...deeper]: readonly string[]): string | null {
  if (!isObject(args)) return null;
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  const stranger = Object.keys(args).find((name) => !Object.hasOwn(properties, name));
  if (stranger !== undefined) return stranger;
  return deeper.length === 0 || !Object.hasOwn(args, step) ? null : undeclared(args[step], properties[step], deeper);
}

/** The value at a path of own properties; undefined when the way leads through something that is no object. */
function at(args: Args, steps: readonly string[]): { is: false } | { is: true; value: unknown } | undefined {
  let value: unknown = args;
  for (const step of steps) {
    if (!isObject(value)) return undefined;
    if (!Object.hasOwn(value, step)) return { is: false };
    value = value[step];
  }
  return { is: true, value };
}

function withValue(args: Args, [key = '', ...deeper]: readonly string[], value: unknown): Args {
  const inner = Object.hasOwn(args, key) && isObject(args[key]) ? args[key] : {};
  return { ...args, [key]: deeper.length > 0 ? withValue(inner, deeper, value) : value };
}
