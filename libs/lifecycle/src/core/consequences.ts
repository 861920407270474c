import type { PersonState } from './person-state.js';

/** Each clears only by its own reason (R-AGT-4): a source that says all is well lifts no hold of ours, and the reverse. */
export type OwnerCause = 'owner_inactive' | 'risk';

export type Consequences = Readonly<{
  /** Causes that are opened for every agent the person owns, and causes that are cleared. */
  stop: readonly OwnerCause[];
  clear: readonly OwnerCause[];
  /** What becomes of the person on the fence; null: nothing. */
  fence: 'suspended' | 'ended' | 'active' | null;
}>;

/** What a change of standing must do in the same write, whatever else it is. */
export function consequences(before: PersonState, after: PersonState): Consequences {
  const gone = after.status === 'deleted';
  const left = gone || (before.present && !after.present);
  const stop: OwnerCause[] = [
    ...(left ? ['owner_inactive' as const] : []),
    ...(!before.held && after.held ? ['risk' as const] : []),
  ];
  const clear: OwnerCause[] = [
    ...(!before.present && after.present ? ['owner_inactive' as const] : []),
    ...(before.held && !after.held ? ['risk' as const] : []),
  ];
  return { stop, clear, fence: fenceAfter(before, after, left) };
}

function fenceAfter(before: PersonState, after: PersonState, left: boolean): Consequences['fence'] {
  if (after.status === 'deleted') return 'ended';
  // who leaves while held has lost the right to act already; the fence number of leaving is wanted all the same
  if (left || (before.status === 'active' && after.status !== 'active')) return 'suspended';
  return before.status !== 'active' && after.status === 'active' ? 'active' : null;
}
