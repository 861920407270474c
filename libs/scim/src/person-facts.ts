import { type PersonFacts, isId } from '@app/directory';
import { enterprise } from './core/registry.js';
import { type Resource, type Value, isList, nested } from './core/resource.js';

/** What the directory keeps of a complete user. */
export function factsOf(user: Resource): PersonFacts {
  const userName = said(user.get('userName')) ?? '';
  const manager = part(user.get(enterprise('manager')), 'value');
  return {
    externalId: said(user.get('externalId')) ?? null,
    userName,
    displayName: said(user.get('displayName')) ?? spoken(user.get('name')) ?? userName,
    email: emailOf(user.get('emails')) ?? null,
    managerId: manager !== undefined && isId(manager) ? manager : null,
    status: user.get('active') === true ? 'active' : 'inactive',
    attributes: nested(user),
  };
}

function spoken(name: Value | undefined): string | undefined {
  const whole = [part(name, 'givenName'), part(name, 'familyName')].filter((word) => word !== undefined).join(' ');
  return part(name, 'formatted') ?? (whole === '' ? undefined : whole);
}

function emailOf(emails: Value | undefined): string | undefined {
  if (!isList(emails)) return undefined;
  const withValue = emails.filter((email) => said(email['value']) !== undefined);
  return said((withValue.find((email) => email['primary'] === true) ?? withValue[0])?.['value']);
}

const said = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

const part = (value: Value | undefined, name: string): string | undefined =>
  typeof value === 'object' && !isList(value) ? said(value[name]) : undefined;
