import type { Agent } from './agent.js';

type Cause = Agent['suspendedFor'][number];

const causes: Record<Cause, string> = {
  owner_inactive: 'its owner left or is inactive',
  review_overdue: 'its review is overdue',
  killed: 'it was stopped by hand',
  owner_killed: 'all agents of its owner were stopped by hand',
  quarantined: 'it is in quarantine until somebody attests it again',
  expired: 'it has expired',
  dormant: 'it was not used for a long time',
  upstream_inactive: 'the platform it runs on switched it off',
  owner_changed: 'its identity provider names another owner, who has not accepted yet',
  risk: 'it was stopped because of a risk',
};

export type Standing = Readonly<{ word: string; tone: 'allow' | 'hold' | 'deny' | 'plain'; because: string | null }>;

type Shown = Pick<Agent, 'shownState' | 'suspendedFor'>;

const words: Record<Agent['shownState'], Readonly<{ word: string; tone: Standing['tone']; because: string | null }>> = {
  requested: { word: 'Requested', tone: 'hold', because: 'it waits for somebody to approve it' },
  staged: { word: 'Not started', tone: 'hold', because: 'it waits for its activation' },
  active: { word: 'Active', tone: 'allow', because: null },
  suspended: { word: 'Suspended', tone: 'deny', because: null },
  dormant: { word: 'Dormant', tone: 'deny', because: null },
  quarantined: { word: 'Quarantined', tone: 'deny', because: null },
  retired: { word: 'Retired', tone: 'plain', because: 'for good' },
};

/** Whether an agent may act, in words; when it may not, each cause for which it stands still. */
export function standingOf({ shownState, suspendedFor }: Shown): Standing {
  const shown = words[shownState];
  if (shownState === 'retired' || suspendedFor.length === 0) return shown;
  return { ...shown, because: suspendedFor.map((cause) => causes[cause]).join('; ') };
}
