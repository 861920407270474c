import type { Agent } from './agent.js';

type Cause = Agent['suspendedFor'][number];

const causes: Record<Cause, string> = {
  owner_inactive: 'its owner left or is inactive',
  review_overdue: 'its review is overdue',
  killed: 'it was stopped by hand',
  expired: 'it has expired',
  dormant: 'it was not used for a long time',
  upstream_inactive: 'the platform it runs on switched it off',
  owner_changed: 'its identity provider names another owner, who has not accepted yet',
  risk: 'it was stopped because of a risk',
};

export type Standing = Readonly<{ word: string; tone: 'allow' | 'hold' | 'deny' | 'plain'; because: string | null }>;

/** Whether an agent may act, in words; when it may not, each cause for which it stands still. */
export function standingOf({ state, suspendedFor }: Pick<Agent, 'state' | 'suspendedFor'>): Standing {
  if (state === 'retired') return { word: 'Retired', tone: 'plain', because: 'for good' };
  if (suspendedFor.length > 0) {
    return { word: 'Suspended', tone: 'deny', because: suspendedFor.map((cause) => causes[cause]).join('; ') };
  }
  if (state === 'staged') return { word: 'Not started', tone: 'hold', because: 'it waits for its activation' };
  return { word: 'Active', tone: 'allow', because: null };
}
