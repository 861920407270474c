import { canonicalJson } from '@app/kernel';
import type { Attributes, LifecycleKind, PersonState } from './person-state.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** What places a person in the organisation (SCIM core and enterprise extension): a change of it is a move. */
const placing = ['title', 'userType'];
const placingEnterprise = ['department', 'division', 'organization', 'costCenter', 'employeeNumber'];

/** `kind` null: a change that moves nobody, such as of a name or an address. `changed` names what differs. */
export type Verdict = Readonly<{ kind: LifecycleKind | null; changed: readonly string[] }>;

export type Past = Readonly<{ tombstones: readonly string[]; hasLeft: boolean }>;

/**
 * What a directory change is. A pure function of the two states, so that replaying the log gives the same events
 * (R-SCM-3). What narrows access is told before what does not: someone who leaves and moves at once has left.
 * @param before null for somebody new
 * @param past `tombstones`: former persons whom the source's own id says to be the same; `hasLeft`: this one did before
 */
export function classify(before: PersonState | null, after: PersonState, past: Past): Verdict {
  if (before === null) {
    const kind = past.tombstones.length > 0 ? 'rehire' : after.status === 'active' ? 'joiner' : 'pre_hire';
    return { kind, changed: [] };
  }
  const changed = differences(before, after);
  if (after.status === 'deleted') return { kind: 'final_leaver', changed };
  if (before.status === 'active' && after.status === 'inactive') return { kind: 'leaver', changed };
  if (before.status === 'inactive' && after.status === 'active')
    return { kind: past.hasLeft ? 'reinstated' : 'joiner', changed };
  if (before.externalId !== null && changed.includes('externalId')) return { kind: 'relink_alert', changed };
  if (changed.some((name) => placing.includes(name) || placingEnterprise.includes(name))) {
    return { kind: 'mover', changed };
  }
  return { kind: changed.includes('manager') ? 'mover.manager' : null, changed };
}

function differences(before: PersonState, after: PersonState): string[] {
  const own = (['status', 'externalId', 'userName', 'displayName'] as const).filter(
    (name) => before[name] !== after[name],
  );
  const names = new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)]);
  const columns = ['active', 'manager', 'externalId', 'userName', 'displayName', ENTERPRISE];
  const core = [...names].filter(
    (name) => !columns.includes(name) && differs(before.attributes, after.attributes, name),
  );
  const [was, is] = [extension(before.attributes), extension(after.attributes)];
  const extended = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => name !== 'manager' && differs(was, is, name),
  );
  const manager = before.managerId === after.managerId ? [] : ['manager'];
  return [...own, ...manager, ...core, ...extended].toSorted();
}

const valueOf = (attributes: Attributes, name: string): unknown =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

function extension(attributes: Attributes): Attributes {
  const value = valueOf(attributes, ENTERPRISE);
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

/** By canonical form (RFC 8785): the database keeps no order of keys. */
const differs = (before: Attributes, after: Attributes, name: string): boolean =>
  canonicalJson(valueOf(before, name)) !== canonicalJson(valueOf(after, name));
