export type AgentState = 'staged' | 'active' | 'retired';

/** Each clears only by its own reason; an agent runs only when none is open (R-AGT-4). */
export type SuspensionCause =
  | 'owner_inactive'
  | 'review_overdue'
  | 'killed'
  | 'expired'
  | 'dormant'
  | 'upstream_inactive'
  | 'owner_changed'
  | 'risk';

const next: Record<AgentState, readonly AgentState[]> = {
  staged: ['active', 'retired'],
  active: ['retired'],
  retired: [],
};

export const mayBecome = (from: AgentState, to: AgentState): boolean => next[from].includes(to);

/** How the fence must hold an agent: only `active` may act. */
export function standingOf(
  state: AgentState,
  openCauses: readonly SuspensionCause[],
): 'active' | 'suspended' | 'ended' {
  if (state === 'retired') return 'ended';
  return state === 'active' && openCauses.length === 0 ? 'active' : 'suspended';
}
