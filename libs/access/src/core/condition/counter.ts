import type { Counter } from './types.js';

/** Whose counter it is. `profileId`: the profile that the grant belongs to, or that the agent holds by it. */
export type CounterIds = Readonly<{
  agentId: string;
  personId: string | null;
  toolId: string;
  profileId: string | null;
  grantId: string | null;
}>;

/**
 * The one text of a counter for these; the session, or the beginning of the window, is for whoever keeps it to add.
 * No part holds a space, so no two counters share a text.
 */
export function counterKey({ unit, per, window }: Counter, ids: CounterIds): string {
  let key = window === 'session' ? `${unit} session` : `${unit} ${window.every} ${window.zone}`;
  if (per.includes('agent')) key += ` agent=${ids.agentId}`;
  if (per.includes('person')) key += ` person=${ids.personId ?? ''}`;
  if (per.includes('tool')) key += ` tool=${ids.toolId}`;
  if (per.includes('profile')) key += ` profile=${ids.profileId ?? ''}`;
  if (per.includes('grant')) key += ` grant=${ids.grantId ?? ''}`;
  return key;
}
