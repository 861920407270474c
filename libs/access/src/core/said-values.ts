import { isObject } from '@app/kernel';

/** The attributes of a User (RFC 7643 §4.1.2) by whose values a source may hand out profiles. */
export const boundAttributes = ['entitlements', 'roles'] as const;
export type BoundAttribute = (typeof boundAttributes)[number];

export type Said = Readonly<{ attribute: BoundAttribute; value: string }>;

/** What a source says of a person in these attributes, as it wrote it, each value once. */
export function saidValues(attributes: Readonly<Record<string, unknown>>): Said[] {
  return boundAttributes.flatMap((attribute) => {
    const elements = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
    if (!Array.isArray(elements)) return [];
    const values = elements.flatMap((element: unknown) =>
      isObject(element) && typeof element['value'] === 'string' ? [element['value']] : [],
    );
    return [...new Set(values)].map((value) => ({ attribute, value }));
  });
}
