import { type Attribute, type Schema, complex, instant, reference, text } from './attribute.js';
import { GROUP, groupSchema } from './group.schema.js';
import { ENTERPRISE_USER, USER, enterpriseUserSchema, userSchema } from './user.schema.js';

/**
 * An attribute with the key that names it in our resources: its name, in an extension `<URN>:<name>`. A list of simple
 * values is described as one of `{value}`, so that paths, filters and operations treat all lists alike.
 */
export type Entry = Readonly<{ key: string; attribute: Attribute }>;

/** A name as a client writes it: `[URN ":"] name`. */
export type Name = Readonly<{ urn: string | null; name: string }>;

const readOnly = { mutability: 'readOnly', caseExact: true } as const;

/** Providers send one though none is kept. */
export const password = text('password', 'Accepted and discarded.', { mutability: 'writeOnly', returned: 'never' });

/** Characters of a URN with its attribute, so that a huge key costs nothing. */
const LONGEST_NAME = 400;

/** Attributes of every resource (RFC 7643 §3.1), which no schema document lists, and the password, which is discarded. */
const common: readonly Attribute[] = [
  text('id', 'Id.', { ...readOnly, returned: 'always' }),
  text('externalId', 'The source’s own id.', { caseExact: true }),
  text('schemas', 'Schemas of the resource.', { ...readOnly, multiValued: true, returned: 'always' }),
  complex(
    'meta',
    'What we know of the resource.',
    [
      text('resourceType', 'Kind of the resource.', readOnly),
      instant('created', 'When it was created.', readOnly),
      instant('lastModified', 'When it was last changed.', readOnly),
      reference('location', 'Its address.', ['uri'], readOnly),
      text('version', 'Its version.', readOnly),
    ],
    readOnly,
  ),
  password,
];

/**
 * Finds attributes by the names that clients write, in any case and with or without the core URN (RFC 7643 §2.1).
 * A `Map`, so that `__proto__` and `constructor` are names like any other: unknown ones.
 */
export class Registry {
  /** Every attribute once, those of every resource first. */
  readonly entries: readonly Entry[];
  private readonly byName = new Map<string, Entry>();
  private readonly byUrn: ReadonlyMap<string, Schema>;

  constructor(
    readonly core: Schema,
    readonly extensions: readonly Schema[],
  ) {
    this.byUrn = new Map(extensions.map((schema) => [schema.id.toLowerCase(), schema]));
    const own = [...common, ...core.attributes].map((attribute) => entry(attribute.name, attribute));
    const added = extensions.flatMap(({ id, attributes }) =>
      attributes.map((attribute) => entry(`${id}:${attribute.name}`, attribute)),
    );
    this.entries = [...own, ...added];
    for (const each of this.entries) this.byName.set(each.key.toLowerCase(), each);
    for (const each of own) this.byName.set(`${core.id}:${each.key}`.toLowerCase(), each);
  }

  find({ urn, name }: Name): Entry | undefined {
    if ((urn?.length ?? 0) + name.length > LONGEST_NAME) return undefined;
    return this.byName.get((urn === null ? name : `${urn}:${name}`).toLowerCase());
  }

  /** The extension that a key of a body names, if it names one. */
  extension(key: string): Schema | undefined {
    return key.length > LONGEST_NAME ? undefined : this.byUrn.get(key.toLowerCase());
  }

  /** Whether the text is the URN of the core schema itself. */
  isCore(text: string): boolean {
    return text.toLowerCase() === this.core.id.toLowerCase();
  }
}

export const subAttribute = (attribute: Attribute, name: string): Attribute | undefined =>
  attribute.subAttributes?.find(
    (sub) => sub.name === name || (sub.name.length === name.length && sub.name.toLowerCase() === name.toLowerCase()),
  );

const entry = (key: string, attribute: Attribute): Entry => ({
  key,
  attribute: attribute.multiValued && attribute.type !== 'complex' ? ofElements(attribute) : attribute,
});

function ofElements(attribute: Attribute): Attribute {
  const value = { ...attribute, name: 'value', multiValued: false, required: true };
  return { ...attribute, type: 'complex', subAttributes: [value], plain: true };
}

export const userRegistry = new Registry(userSchema, [enterpriseUserSchema]);
export const groupRegistry = new Registry(groupSchema, []);

/** Where an attribute of the enterprise extension is kept. */
export const enterprise = (name: string): string => `${ENTERPRISE_USER}:${name}`;

export { ENTERPRISE_USER, GROUP, USER };
