import { Refusal } from '@app/kernel';
import { type PersonFacts, isId } from '@app/directory';
import type { Target } from './core/path.js';
import { enterprise } from './core/registry.js';
import { type Complex, type Resource, type Value, isList, nested } from './core/resource.js';
import { isDate, isInstant } from './core/simple.js';
import { valueAt } from './core/value-at.js';
import type { Mapping } from './source-mapping.js';

/** Characters that an index on a key must be able to hold. */
const LONGEST_KEY = 600;
const DAY_MS = 86_400_000;

/**
 * What the directory keeps of a complete user, found where the source's mapping says.
 * @throws Refusal `scim.invalid-value` for dates that are none, so that nobody stays in by a slip of the pen
 */
export function factsOf(user: Resource, mapping: Mapping): PersonFacts {
  const userName = said(user.get('userName')) ?? '';
  const manager = part(user.get(enterprise('manager')), 'value');
  const number = mapping.employeeNumber
    ? textAt(user, mapping.employeeNumber)
    : said(user.get(enterprise('employeeNumber')));
  return {
    externalId: said(user.get('externalId')) ?? null,
    userName,
    displayName: displayNameOf(user, mapping) ?? userName,
    email: key(mapping.email ? textAt(user, mapping.email) : emailOf(user.get('emails')), 'an e-mail address'),
    employeeNumber: key(number, 'employeeNumber'),
    managerId: manager !== undefined && isId(manager) ? manager : null,
    status: user.get('active') === true ? 'active' : 'inactive',
    startsAt: dateAt(user, mapping.startDate, 0),
    endsAt: dateAt(user, mapping.endDate, DAY_MS),
    onLeave: isOnLeave(user, mapping),
    attributes: nested(user),
  };
}

function displayNameOf(user: Resource, { displayName }: Mapping): string | undefined {
  const mapped = displayName && textAt(user, displayName);
  return mapped ?? said(user.get('displayName')) ?? spoken(user.get('name'));
}

/** @param wholeDay what a date without a time adds: it begins at midnight UTC, and ends with the day */
function dateAt(user: Resource, target: Target | undefined, wholeDay: number): Date | null {
  const text = target && textAt(user, target);
  if (text === undefined) return null;
  if (isDate(text)) return new Date(Date.parse(text) + wholeDay);
  if (isInstant(text)) return new Date(text);
  throw new Refusal('scim.invalid-value', `${target?.attribute.name} must be a date, or a dateTime with a time zone`);
}

function isOnLeave(user: Resource, { onLeave }: Mapping): boolean {
  const value = onLeave && valueAt(user, onLeave.target);
  if (value === undefined) return false;
  return value === true || onLeave?.values.has(String(value).toLowerCase()) === true;
}

function textAt(user: Resource, target: Target): string | undefined {
  const value = valueAt(user, target);
  return value === undefined ? undefined : String(value);
}

function key(value: string | undefined, what: string): string | null {
  if (value === undefined) return null;
  if (value.length <= LONGEST_KEY && value.normalize('NFKC').length <= LONGEST_KEY) return value;
  throw new Refusal('scim.invalid-value', `${what} must be at most ${LONGEST_KEY} characters`);
}

function spoken(name: Value | undefined): string | undefined {
  const whole = [part(name, 'givenName'), part(name, 'familyName')].filter((word) => word !== undefined).join(' ');
  return part(name, 'formatted') ?? (whole === '' ? undefined : whole);
}

function emailOf(emails: Value | undefined): string | undefined {
  if (!isList(emails)) return undefined;
  const withValue = emails.filter(
    (email): email is Complex => typeof email === 'object' && said(email['value']) !== undefined,
  );
  return said((withValue.find((email) => email['primary'] === true) ?? withValue[0])?.['value']);
}

const said = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

const part = (value: Value | undefined, name: string): string | undefined =>
  typeof value === 'object' && !isList(value) ? said(value[name]) : undefined;
