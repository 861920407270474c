import type { LifecycleKind, PersonState } from './person-state.js';

/** `kind` null: a change that moves nobody, such as of a name or an address. `changed` names what differs. */
export type Verdict = Readonly<{ kind: LifecycleKind | null; changed: readonly string[] }>;

/** What the directory knows beside the two states. */
export type Past = Readonly<{
  /** Former persons whom the source's matching rules say to be the same human being. */
  formerly: readonly string[];
}>;

type Change = Readonly<{ before: PersonState; after: PersonState; changed: ReadonlySet<string> }>;

/** What places a person in the organisation (SCIM core and enterprise extension): a change of it is a move. */
const placing = ['title', 'userType', 'department', 'division', 'organization', 'costCenter', 'employeeNumber'];

/** The first that fits: what narrows access is told before what does not. */
const table: readonly (readonly [LifecycleKind, (change: Change) => boolean])[] = [
  ['final_leaver', ({ after }) => after.status === 'deleted'],
  ['leaver', ({ before, after }) => before.present && !after.present],
  ['relink_alert', (change) => isRelinked(change.before, change.after)],
  ['reinstated', ({ before, after }) => !before.present && after.present && before.joined],
  ['joiner', ({ before, after }) => !before.present && after.present],
  ['mover', ({ changed }) => placing.some((name) => changed.has(name))],
  ['mover.manager', ({ changed }) => changed.has('manager')],
];

/**
 * What a directory change is. A pure function of the two states, so that replaying the log gives the same events
 * (R-SCM-3).
 * @param before null for somebody new
 */
export function classify(before: PersonState | null, after: PersonState, past: Past): Verdict {
  if (before === null) {
    const kind = past.formerly.length > 0 ? 'rehire' : after.present ? 'joiner' : 'pre_hire';
    return { kind, changed: [] };
  }
  const changed = new Set(differences(before, after));
  const [kind] = table.find(([, fits]) => fits({ before, after, changed })) ?? [null];
  return { kind, changed: [...changed].toSorted() };
}

/** The source has given a known person another id of its own, or taken it away: it may mean another human being. */
export const isRelinked = (before: PersonState, after: PersonState): boolean =>
  valueOf(before, 'externalId') !== undefined && valueOf(before, 'externalId') !== valueOf(after, 'externalId');

function differences(before: PersonState, after: PersonState): string[] {
  const standing = (['status', 'present', 'active'] as const).some((name) => before[name] !== after[name]);
  const dates = (['startsAt', 'endsAt', 'onLeave'] as const).filter((name) => before[name] !== after[name]);
  const names = new Set([...Object.keys(before.facts), ...Object.keys(after.facts)]);
  const facts = [...names].filter((name) => valueOf(before, name) !== valueOf(after, name));
  return [...(standing ? ['status'] : []), ...dates, ...facts];
}

const valueOf = ({ facts }: PersonState, name: string): string | undefined =>
  Object.hasOwn(facts, name) ? facts[name] : undefined;
