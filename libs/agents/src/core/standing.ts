import type { AgentState } from './transitions.js';

/** Each clears only by its own reason; an agent runs only when none is open (R-AGT-4). */
export const suspensionCauses = [
  'owner_inactive',
  'review_overdue',
  'killed',
  'owner_killed',
  'expired',
  'dormant',
  'upstream_inactive',
  'owner_changed',
  'risk',
  'quarantined',
] as const;
export type SuspensionCause = (typeof suspensionCauses)[number];

/** How the fence must hold an agent: only `active` may act. */
export function standingOf(
  state: AgentState,
  openCauses: readonly SuspensionCause[],
): 'active' | 'suspended' | 'ended' {
  if (state === 'retired') return 'ended';
  return state === 'active' && openCauses.length === 0 ? 'active' : 'suspended';
}

export const shownStates = ['requested', 'staged', 'active', 'suspended', 'dormant', 'quarantined', 'retired'] as const;
export type ShownState = (typeof shownStates)[number];

/** The state as people are shown it: of an active agent that stands still, the gravest reason. */
export function shownAs(state: AgentState, openCauses: readonly SuspensionCause[]): ShownState {
  if (state !== 'active' || openCauses.length === 0) return state;
  if (openCauses.some((cause) => cause === 'risk' || cause === 'quarantined')) return 'quarantined';
  return openCauses.every((cause) => cause === 'dormant') ? 'dormant' : 'suspended';
}
