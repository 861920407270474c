import type { Difference } from '@app/access';

/** What a lifecycle event did in its own transaction; ids only. Absent: nothing of the kind. */
export type Effects = Readonly<{
  /** Agents that stand still because of it. */
  suspended?: readonly string[];
  /** Agents of which it cleared a cause. */
  cleared?: readonly string[];
  /** The hold that it placed on the person. */
  hold?: string;
  /** Former persons the source's own id says to be the same; nothing of theirs is inherited. */
  formerly?: readonly string[];
  /** The group that the person joined or left. */
  joined?: string;
  left?: string;
  /** The groups that a deletion took the person out of. */
  groups?: readonly string[];
  /** Per agent: tools whose use became narrower or wider. */
  shifts?: readonly (Difference & Readonly<{ agentId: string }>)[];
}>;
