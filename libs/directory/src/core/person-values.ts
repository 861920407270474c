import { isObject } from '@app/kernel';
import { fold } from './folding.js';

/** A SCIM resource as it is kept. */
type Attributes = Readonly<Record<string, unknown>>;

/** One element of a multi-valued attribute, as filters find it. */
export type PersonValue = Readonly<{
  attribute: string;
  position: number;
  element: Readonly<Record<string, unknown>>;
  folded: Readonly<Record<string, string>>;
  valueKey: string | null;
}>;

/** Characters of a folded value that an index holds, next to the name of an attribute. */
const INDEXED = 500;

/** What an index holds of a folded text. */
export const indexed = (text: string): string => Array.from(text).slice(0, INDEXED).join('');

/** The elements of all multi-valued attributes, top level or in an extension; a simple element stands as `value`. */
export function valuesOf(attributes: Attributes): PersonValue[] {
  return flat(attributes).flatMap(([attribute, list]) =>
    (Array.isArray(list) ? (list as unknown[]) : []).map((item, position) => {
      const element = isObject(item) ? item : { value: item };
      const folded = foldedOnly(Object.entries(element));
      const value = folded['value'];
      return { attribute, position, element, folded, valueKey: value === undefined ? null : indexed(value) };
    }),
  );
}

/** The single-valued texts by their path: `title`, `name.familyName`, `<URN>:manager.value`. */
export const foldedTexts = (attributes: Attributes): Readonly<Record<string, string>> =>
  foldedOnly(
    flat(attributes).flatMap(([key, value]): [string, unknown][] =>
      isObject(value) ? Object.entries(value).map(([sub, inner]) => [`${key}.${sub}`, inner]) : [[key, value]],
    ),
  );

/** Attributes by their full name; the only keys with a colon at the top level are the URNs of extensions. */
const flat = (attributes: Attributes): [string, unknown][] =>
  Object.entries(attributes).flatMap(([key, value]): [string, unknown][] =>
    key.includes(':') && isObject(value)
      ? Object.entries(value).map(([name, inner]) => [`${key}:${name}`, inner])
      : [[key, value]],
  );

const foldedOnly = (entries: readonly [string, unknown][]): Record<string, string> =>
  Object.fromEntries(entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, fold(value)]] : [])));
