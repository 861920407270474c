import type { PathStep } from '@app/access';

/** What stands behind "removed": from the decision on the fence number, from verification on what it found. */
export type Evidence = Readonly<{
  /** The number from which on no deciding process may use the grant; null when it had ended before the decision. */
  fenceSeq: number | null;
  /** RFC 3339, of the last verification. */
  checkedAt?: string;
  /** Recomputed from the rows: what the agent's effective access says of the tool. */
  readback?: 'deny' | 'allow' | 'hold';
  /** The way by which the agent still reaches the tool, when there is one. */
  alternatePath?: readonly PathStep[];
  /** Deciding processes that have applied the number, and those that may not decide because their lease has ended. */
  replicas?: Readonly<{ acknowledged: readonly string[]; lapsed: readonly string[] }>;
}>;
