import type { Compiled } from './condition/compile.js';
import { asksTime, countersIn, patternsIn } from './condition/parts.js';
import type { Budget, Condition, Counter, Obligation } from './condition/types.js';
import type { PathStep } from './decision.js';
import type { AgentGrantFacts, Effect, GrantFacts, Interval, ProfileGrantFacts, ToolFacts } from './facts.js';

/** A condition made ready to be asked: by `matches` for the plain rule, by `compile` for the index. */
export type Tester = (condition: Condition) => Compiled;

/** What one grant asks for. What it counts is counted for it and its profile. */
export type Term = Readonly<{
  grantId: string;
  profileId: string | null;
  condition: Condition | null;
  test: Compiled | null;
  /** Those that its condition refers to. */
  counters: readonly Counter[];
  /** Whether its condition asks what this session has called. */
  asksCalled: boolean;
  /** Whether its condition may be answered otherwise by time alone. */
  asksTime: boolean;
  budget: Budget | null;
}>;

/** A grant as it reaches its holder, by one route. Times in milliseconds since 1970; `to` is exclusive. */
export type Candidate = Readonly<{
  grantId: string;
  effect: Effect;
  /** All must be true, and have room, for it to permit: of a profile's grant to an agent two, its own and the profile's. */
  terms: readonly Term[];
  /** Those that say whether it denies or holds. */
  restricting: readonly Term[];
  /** No term asks for anything. */
  plain: boolean;
  obligations: readonly Obligation[];
  /** Does it mean a definition of the tool that is accepted? */
  current: boolean;
  from: number;
  to: number;
  /** How it reaches the holder: group or rule, and profile, then the grant. */
  via: readonly PathStep[];
}>;

type Meant = Pick<ToolFacts, 'acceptedHashes'>;
type Granted = GrantFacts & Pick<Term, 'profileId'>;

/** @param links the memberships and assignments on the way, all of which must hold at the time */
export function candidateOf(
  grant: Granted,
  tool: Meant,
  links: readonly Interval[],
  steps: readonly PathStep[],
  tester: Tester,
): Candidate {
  const terms = [termOf(grant, tester)];
  return {
    grantId: grant.id,
    effect: grant.effect,
    terms,
    restricting: terms,
    plain: isPlain(terms),
    obligations: grant.obligations,
    current: isCurrent(grant, tool),
    ...within([grant, ...links]),
    via: [...steps, { step: 'grant', id: grant.id }],
  };
}

/**
 * A grant of a profile, as it reaches an agent that holds the profile. The agent's own narrowing narrows what the
 * profile permits, and nothing of what it forbids or holds back.
 */
export function heldCandidateOf(
  own: AgentGrantFacts,
  grant: ProfileGrantFacts,
  tool: Meant,
  tester: Tester,
): Candidate {
  const profile = termOf(grant, tester);
  const terms = [termOf(own, tester), profile];
  const effect = grant.effect === 'allow' ? own.effect : grant.effect;
  return {
    grantId: own.id,
    effect,
    terms,
    restricting: grant.effect === 'allow' ? terms : [profile],
    plain: isPlain(terms),
    obligations: [...own.obligations, ...grant.obligations],
    current: isCurrent(own, tool) && isCurrent(grant, tool),
    ...within([own, grant]),
    via: [
      { step: 'profile', id: grant.profileId },
      { step: 'grant', id: own.id },
      { step: 'grant', id: grant.id },
    ],
  };
}

const termOf = ({ id, profileId, condition, budget }: Granted, tester: Tester): Term => ({
  grantId: id,
  profileId,
  condition,
  test: condition === null ? null : tester(condition),
  counters: condition === null ? [] : countersIn(condition),
  asksCalled: condition !== null && patternsIn(condition).length > 0,
  asksTime: condition !== null && asksTime(condition),
  budget,
});

const isPlain = (terms: readonly Term[]): boolean =>
  terms.every(({ condition, budget }) => condition === null && budget === null);

/** A pattern means tools as they are; a changed one is itself held back. */
const isCurrent = ({ definitionHash }: GrantFacts, { acceptedHashes }: Meant): boolean =>
  definitionHash === null || acceptedHashes.includes(definitionHash);

const within = (all: readonly Interval[]): Pick<Candidate, 'from' | 'to'> => ({
  from: Math.max(...all.map(({ validFrom }) => validFrom.getTime())),
  to: Math.min(...all.map(({ validTo }) => validTo?.getTime() ?? Number.POSITIVE_INFINITY)),
});

/**
 * Oldest grant first (ids are UUIDv7), a direct assignment before one by a rule and one through a group: which one is
 * named never varies.
 */
export function inOrder(a: Candidate, b: Candidate): number {
  return byText(a.grantId, b.grantId) || byText(routeOf(a), routeOf(b));
}
const ranks: Partial<Record<PathStep['step'], string>> = { rule: 'y', group: 'z' };
const routeOf = ({ via }: Candidate): string => via.map(({ step, id }) => `${ranks[step] ?? 'a'}${id}`).join();
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
