import type { Condition } from './condition.js';
import type { PathStep } from './decision.js';
import type { Effect, GrantFacts, Interval, ToolFacts } from './facts.js';

/** A grant as it reaches its holder, by one route. Times in milliseconds since 1970; `to` is exclusive. */
export type Candidate = Readonly<{
  grantId: string;
  effect: Effect;
  condition: Condition | null;
  /** Does the grant mean the tool's approved definition? */
  current: boolean;
  from: number;
  to: number;
  /** How it reaches the holder: group and profile, then the grant. */
  via: readonly PathStep[];
}>;

/** @param links the memberships and assignments on the way, all of which must hold at the time */
export function candidateOf(
  grant: GrantFacts,
  tool: Pick<ToolFacts, 'approvedHash'>,
  links: readonly Interval[],
  steps: readonly PathStep[],
): Candidate {
  const all = [grant, ...links];
  return {
    grantId: grant.id,
    effect: grant.effect,
    condition: grant.condition,
    current: grant.definitionHash === tool.approvedHash,
    from: Math.max(...all.map(({ validFrom }) => validFrom.getTime())),
    to: Math.min(...all.map(({ validTo }) => validTo?.getTime() ?? Number.POSITIVE_INFINITY)),
    via: [...steps, { step: 'grant', id: grant.id }],
  };
}

/** Oldest grant first (ids are UUIDv7), a direct assignment before one through a group: which one is named never varies. */
export function inOrder(a: Candidate, b: Candidate): number {
  return byText(a.grantId, b.grantId) || byText(routeOf(a), routeOf(b));
}
const routeOf = ({ via }: Candidate): string =>
  via.map(({ step, id }) => `${step === 'group' ? 'z' : 'a'}${id}`).join();
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
