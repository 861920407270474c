import { createHash } from 'node:crypto';
import { canonicalJson, isObject } from '@app/kernel';

export type LifecycleKind =
  | 'joiner'
  | 'pre_hire'
  | 'mover'
  | 'mover.manager'
  | 'access_change'
  | 'leaver'
  | 'reinstated'
  | 'rehire'
  | 'final_leaver'
  | 'relink_alert';

type Attributes = Readonly<Record<string, unknown>>;

/** What the state of a person is made from; the directory's row fits. */
export type PersonFacts = Readonly<{
  id: string;
  status: 'active' | 'inactive' | 'deleted';
  present: boolean;
  held: boolean;
  joinedAt: Date | null;
  sourceStatus: 'active' | 'inactive';
  startsAt: Date | null;
  endsAt: Date | null;
  onLeave: boolean;
  externalId: string | null;
  userName: string;
  displayName: string;
  employeeNumber: string | null;
  managerId: string | null;
  attributes: Attributes;
}>;

/**
 * All that the classifier needs to know of a person, as it is kept for replay. Standing is in clear; of everything else
 * only the name and a digest, so that the log, which is never changed, holds nothing that describes a human being.
 */
export type PersonState = Readonly<{
  status: 'active' | 'inactive' | 'deleted';
  /** Whether the source and its dates let the person act, holds of our own aside. */
  present: boolean;
  held: boolean;
  /** Whether the person was ever present. */
  joined: boolean;
  active: boolean;
  startsAt: string | null;
  endsAt: string | null;
  onLeave: boolean;
  /** Name → digest of the value, bound to the person. Absent: unassigned. */
  facts: Readonly<Record<string, string>>;
}>;

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Attributes that have a column, by which they are told. */
const columns = new Set(['active', 'externalId', 'userName', 'displayName', 'schemas']);
const enterpriseColumns = new Set(['manager', 'employeeNumber']);

export function stateOf(person: PersonFacts): PersonState {
  const { id, status, present, held, onLeave } = person;
  const facts = named(person).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[name, digest(id, name, value)]],
  );
  return {
    status,
    present,
    held,
    joined: person.joinedAt !== null,
    active: person.sourceStatus === 'active',
    startsAt: person.startsAt?.toISOString() ?? null,
    endsAt: person.endsAt?.toISOString() ?? null,
    onLeave,
    facts: Object.fromEntries(facts),
  };
}

/** Attributes by name: of the enterprise extension bare, of any other by its URN and name. */
function named({ externalId, userName, displayName, employeeNumber, managerId, attributes }: PersonFacts) {
  const told = { externalId, userName, displayName, employeeNumber, manager: managerId };
  const own: [string, unknown][] = Object.entries(told);
  const stated = Object.entries(attributes).flatMap(([name, value]): [string, unknown][] => {
    if (columns.has(name)) return [];
    if (!name.includes(':') || !isObject(value)) return [[name, value]];
    const inside = Object.entries(value);
    return name === ENTERPRISE
      ? inside.filter(([sub]) => !enterpriseColumns.has(sub))
      : inside.map(([sub, part]) => [`${name}:${sub}`, part]);
  });
  return [...own, ...stated];
}

/** 128 bits of SHA-256 over the canonical form (RFC 8785): the database keeps no order of keys. */
const digest = (id: string, name: string, value: unknown): string =>
  createHash('sha256')
    .update(canonicalJson([id, name, value]))
    .digest('base64url')
    .slice(0, 22);

/** SHA-256 in hexadecimal, as events carry it. */
export const digestOf = (state: PersonState): string => createHash('sha256').update(canonicalJson(state)).digest('hex');
