/** One attribute as RFC 7643 §7 describes it; what `/Schemas` publishes is this very value. */
export type Attribute = Readonly<{
  name: string;
  type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex';
  multiValued: boolean;
  description: string;
  required: boolean;
  caseExact: boolean;
  mutability: 'readWrite' | 'readOnly' | 'writeOnly' | 'immutable';
  returned: 'always' | 'default' | 'request' | 'never';
  uniqueness: 'none' | 'server' | 'global';
  canonicalValues?: readonly string[];
  referenceTypes?: readonly string[];
  subAttributes?: readonly Attribute[];
  /** Marks a list of simple values that is described as a list of `{value}`; never published. */
  plain?: true;
}>;

/** Attributes of one schema, and sub-attributes of one attribute, at most. */
export const MOST_DECLARED = 100;

/** A schema of RFC 7643 §7: its URN is the attributes' namespace. */
export type Schema = Readonly<{ id: string; name: string; description: string; attributes: readonly Attribute[] }>;

type Traits = Partial<Omit<Attribute, 'name' | 'description' | 'type'>>;

const usual = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const;

export const text = (name: string, description: string, traits: Traits = {}): Attribute => ({
  name,
  type: 'string',
  description,
  ...usual,
  ...traits,
});

export const flag = (name: string, description: string, traits: Traits = {}): Attribute => ({
  ...text(name, description, traits),
  type: 'boolean',
});

export const instant = (name: string, description: string, traits: Traits = {}): Attribute => ({
  ...text(name, description, traits),
  type: 'dateTime',
});

export const reference = (
  name: string,
  description: string,
  referenceTypes: readonly string[],
  traits: Traits = {},
): Attribute => ({
  ...text(name, description, traits),
  type: 'reference',
  caseExact: true,
  referenceTypes,
});

export const complex = (
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  traits: Traits = {},
): Attribute => ({ ...text(name, description, traits), type: 'complex', subAttributes });

/** The default sub-attributes of a multi-valued attribute (RFC 7643 §2.4). */
export const plural = (name: string, description: string, types: readonly string[], value?: Attribute): Attribute =>
  complex(
    name,
    description,
    [
      value ?? text('value', `The value itself.`),
      text('display', 'A name of the value to show to people.'),
      text('type', 'What the value is for.', types.length > 0 ? { canonicalValues: types } : {}),
      flag('primary', 'Whether this is the preferred value; true at most once.'),
    ],
    { multiValued: true },
  );
