import { type Attribute, type Schema, complex, instant, reference, text } from './attribute.js';
import { GROUP, groupSchema } from './group.schema.js';
import { ENTERPRISE_USER, USER, enterpriseUserSchema, userSchema } from './user.schema.js';

/** An attribute with the key that names it in our resources: its name, in an extension `<URN>:<name>`. */
export type Entry = Readonly<{ key: string; attribute: Attribute }>;

/** A name as a client writes it: `[URN ":"] name`. */
export type Name = Readonly<{ urn: string | null; name: string }>;

const readOnly = { mutability: 'readOnly', caseExact: true } as const;

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
  text('password', 'Accepted and discarded.', { mutability: 'writeOnly', returned: 'never' }),
];

/**
 * Finds attributes by the names that clients write, in any case and with or without the core URN (RFC 7643 §2.1).
 * A `Map`, so that `__proto__` and `constructor` are names like any other: unknown ones.
 */
export class Registry {
  private readonly entries = new Map<string, Entry>();
  private readonly extensions: ReadonlyMap<string, Schema>;

  constructor(
    readonly core: Schema,
    extensions: readonly Schema[],
  ) {
    this.extensions = new Map(extensions.map((schema) => [schema.id.toLowerCase(), schema]));
    for (const attribute of [...common, ...core.attributes]) {
      const entry = { key: attribute.name, attribute };
      this.entries.set(attribute.name.toLowerCase(), entry);
      this.entries.set(`${core.id}:${attribute.name}`.toLowerCase(), entry);
    }
    for (const { id, attributes } of extensions) {
      for (const attribute of attributes) {
        const key = `${id}:${attribute.name}`;
        this.entries.set(key.toLowerCase(), { key, attribute });
      }
    }
  }

  find({ urn, name }: Name): Entry | undefined {
    return this.entries.get((urn === null ? name : `${urn}:${name}`).toLowerCase());
  }

  /** The extension that a key of a body names, if it names one. */
  extension(key: string): Schema | undefined {
    return this.extensions.get(key.toLowerCase());
  }

  /** Whether the text is the URN of the core schema itself. */
  isCore(text: string): boolean {
    return text.toLowerCase() === this.core.id.toLowerCase();
  }
}

export const subAttribute = (attribute: Attribute, name: string): Attribute | undefined =>
  attribute.subAttributes?.find((sub) => sub.name.toLowerCase() === name.toLowerCase());

export const userRegistry = new Registry(userSchema, [enterpriseUserSchema]);
export const groupRegistry = new Registry(groupSchema, []);

/** Where an attribute of the enterprise extension is kept. */
export const enterprise = (name: string): string => `${ENTERPRISE_USER}:${name}`;

export { ENTERPRISE_USER, GROUP, USER };
