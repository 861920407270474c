import { z } from 'zod';
import { Refusal } from '@app/kernel';
import type { DeclaredAttribute, DeclaredSchema } from '@app/directory';
import { MOST_DECLARED } from './core/attribute.js';
import { ENTERPRISE_USER } from './core/registry.js';

const MOST_SCHEMAS = 10;
/** Nobody else's: those of RFC 7643 and 7644 themselves. */
const reserved = /^urn:ietf:params:scim:(?:schemas:core|api):/i;

// what a PATCH path can spell, and no name that every object has already
const Name = z
  .string()
  .regex(/^[A-Za-z][\w$-]{0,99}$/, { error: 'is no attribute name (RFC 7643 §2.1)' })
  .refine((name) => !(name in {}), { error: 'is a name that cannot be used' });
const SubName = z.union([z.literal('$ref'), Name]);
const Urn = z
  .string()
  .max(200)
  .regex(/^urn:[a-z0-9][a-z0-9-]{0,31}:[\w$.:-]*[\w$-]$/i, { error: 'is no URN' })
  .refine((id) => !reserved.test(id) && id.toLowerCase() !== ENTERPRISE_USER.toLowerCase(), {
    error: 'belongs to RFC 7643',
  });
const Words = z.string().max(1000).default('');
const List = z.array(z.string().max(200)).max(200).optional();
const simpleTypes = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'] as const;

const traits = {
  description: Words,
  required: z.boolean().default(false),
  caseExact: z.boolean().default(false),
  mutability: z.enum(['readWrite', 'readOnly', 'writeOnly', 'immutable']).default('readWrite'),
  returned: z.enum(['always', 'default', 'request', 'never']).default('default'),
  uniqueness: z.literal('none', { error: 'can only be none: nothing else is enforced' }).default('none'),
  canonicalValues: List,
  referenceTypes: List,
};
/** RFC 7643 §2.3.6, §2.3.7. */
const asExact = <T extends { type: string; caseExact: boolean }>(attribute: T): T => ({
  ...attribute,
  caseExact: attribute.caseExact || attribute.type === 'binary' || attribute.type === 'reference',
});
const Sub = z
  .strictObject({
    name: SubName,
    type: z.enum(simpleTypes),
    multiValued: z.literal(false, { error: 'may not be true below a complex attribute' }).default(false),
    ...traits,
  })
  .transform(asExact);
const Attribute = z
  .strictObject({
    name: Name,
    type: z.enum([...simpleTypes, 'complex']),
    multiValued: z.boolean().default(false),
    ...traits,
    subAttributes: z.array(Sub).min(1).max(MOST_DECLARED).optional(),
  })
  .transform(asExact);
const Declared = z.object({
  id: Urn,
  name: z.string().min(1).max(200),
  description: Words,
  attributes: z.array(Attribute).min(1).max(MOST_DECLARED),
});

/**
 * Reads schemas of a source's own: at most 10 with 100 attributes each, two levels deep, in the form that
 * `/Schemas` publishes them in (RFC 7643 §7); `schemas` and `meta` of such a document are left out.
 * @throws Refusal `source.extension-invalid`
 */
export function readExtensions(input: unknown): DeclaredSchema[] {
  const { success, data, error } = z.array(Declared).max(MOST_SCHEMAS).safeParse(input);
  if (!success) {
    const { path = [], message = '' } = error.issues[0] ?? {};
    throw invalid(`${path.join('.')} ${message}`.trim());
  }
  const schemas = data as DeclaredSchema[];
  onceEach(schemas.map(({ id }) => id));
  // an attribute must not be spelled as a schema is
  onceEach(schemas.flatMap(({ id, attributes }) => [id, ...attributes.map(({ name }) => `${id}:${name}`)]));
  for (const { attributes } of schemas) for (const attribute of attributes) sound(attribute);
  return schemas;
}

function sound({ name, type, mutability, returned, subAttributes = [] }: DeclaredAttribute): void {
  if ((type === 'complex') !== subAttributes.length > 0) {
    throw invalid(`${name} must have subAttributes if it is complex, and only then`);
  }
  if (mutability === 'writeOnly' && returned !== 'never') throw invalid(`${name} is writeOnly and thus returned never`);
  onceEach(subAttributes.map((sub) => sub.name));
  for (const sub of subAttributes) sound(sub);
}

function onceEach(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names.map((each) => each.toLowerCase())) {
    if (seen.has(name)) throw invalid(`${name} stands twice`);
    seen.add(name);
  }
}

const invalid = (why: string): Refusal => new Refusal('source.extension-invalid', why.slice(0, 300));
