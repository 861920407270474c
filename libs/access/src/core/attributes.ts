import { isObject } from '@app/kernel';
import type { Attributes, Scalar } from './condition/types.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** As the directory states them (RFC 7643 §4.1, §4.3). */
const core = ['title', 'userType', 'preferredLanguage', 'locale', 'timezone'] as const;
const enterprise = ['department', 'division', 'organization', 'costCenter'] as const;
const lists = ['roles', 'entitlements'] as const;
const ours = ['userName', 'displayName', 'email', 'employeeNumber', 'managerId', 'active'] as const;

/** What conditions may ask of people, beside `urn:…:name` of an extension of the customer's own. */
export const attributeNames: readonly string[] = [...ours, ...core, ...enterprise, ...lists];

export const isAttribute = (name: string): boolean =>
  attributeNames.includes(name) || (name.length <= 256 && /^urn(:[\w.$-]+){3,}$/.test(name));

/** A row of `person`; `attributes` is the whole SCIM resource. */
export type Stated = Readonly<{
  userName: string;
  displayName: string;
  employeeNumber: string | null;
  managerId: string | null;
  status: string;
  attributes: Readonly<Record<string, unknown>>;
}>;

/** What a directory states of a person, without what it does not state. @param names those that are asked for */
export function attributesOf(person: Stated, names: readonly string[] = attributeNames): Attributes {
  const stated = names.map((name) => [name, valueOf(person, name)] as const);
  return Object.fromEntries(stated.filter((entry): entry is readonly [string, Scalar | Scalar[]] => entry[1] !== null));
}

function valueOf(person: Stated, name: string): Scalar | Scalar[] {
  const { attributes } = person;
  if (name === 'userName' || name === 'displayName') return person[name];
  if (name === 'employeeNumber' || name === 'managerId') return person[name];
  if (name === 'active') return person.status === 'active';
  if (name === 'email') return primary(own(attributes, 'emails'));
  if (isOne(lists, name)) return valuesOf(own(attributes, name));
  if (isOne(enterprise, name)) return plain(own(own(attributes, ENTERPRISE), name));
  const [, urn = '', last = ''] = /^(urn:.+):([^:]+)$/.exec(name) ?? [];
  return plain(urn ? own(own(attributes, urn), last) : own(attributes, name));
}

const isOne = (names: readonly string[], name: string): boolean => names.includes(name);
const own = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
function plain(value: unknown): Scalar | Scalar[] {
  if (Array.isArray(value)) return value.filter(isScalar);
  return isScalar(value) ? value : null;
}

/** Multi-valued attributes (RFC 7643 §2.4) by their values; none are no values, not an absent attribute. */
function valuesOf(elements: unknown): Scalar[] {
  if (!Array.isArray(elements)) return [];
  return elements.map((element: unknown) => own(element, 'value')).filter(isScalar);
}

function primary(emails: unknown): Scalar {
  if (!Array.isArray(emails)) return null;
  const chosen: unknown = emails.find((email: unknown) => own(email, 'primary') === true) ?? emails[0];
  const value = own(chosen, 'value');
  return typeof value === 'string' ? value : null;
}
