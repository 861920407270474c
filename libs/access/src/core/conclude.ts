import type { Basis } from './basis.js';
import type { Candidate, Term } from './candidate.js';
import { isLive } from './chain.js';
import type { CounterIds } from './condition/counter.js';
import type { ConditionEnv } from './condition/env.js';
import type { Assurance, Attributes, CallContext } from './condition/types.js';
import type { DecidedTool, Decision, DecisionCode, PathStep } from './decision.js';
import { type AgentFacts, type KillFacts, type ServerFacts, type ToolFacts, writes } from './facts.js';
import type { Side } from './side.js';
import { obligationsOf, spendsOf } from './owed.js';
import { both } from './step-up.js';
import { ANY_ARGUMENTS, type Asking, type Verdict, weigh } from './weigh.js';

export type Subject = Readonly<{
  tool: ToolFacts;
  server: ServerFacts;
  /** What a variant is made from; undefined when that is not known. */
  basis: readonly Basis[] | undefined;
  members: readonly [AgentFacts, ...AgentFacts[]];
  sides: readonly Side[];
  kills: readonly KillFacts[];
  /** The acting person, if one is there. */
  personId: string | null;
  /** Null: nothing is known of them. */
  attributesOf: (personId: string) => Attributes | null;
}>;

/** What is asked of a subject; `at` in milliseconds since 1970. */
export type Call = Readonly<{ args: unknown; at: number; context: CallContext | undefined }>;

const shortOf = {
  agent: 'agent_no_grant',
  owner: 'owner_no_grant',
  ceiling: 'above_ceiling',
  person: 'person_no_grant',
} as const;
const plain = { obligations: [], spends: [], stepUp: null } as const;

export const nothing = (code: DecisionCode, missing: string): Decision => ({
  effect: 'deny',
  code,
  grantIds: [],
  path: [{ step: 'missing', id: missing }],
  tool: null,
  ...plain,
});

/** `conditional`: some side permits this only for certain calls. */
export type Conclusion = Readonly<{ decision: Decision; conditional: boolean }>;
type Reason = Pick<Decision, 'grantIds' | 'path'>;

/**
 * The intersection: every side must permit, the strictest wins, and the first side that does not is the reason. What
 * is wrong with the tool is said only to those who hold a grant on it. A new sign-in is asked for only where nothing
 * else stands in the way, and then one that is enough for every side.
 * @param links ids of the delegations between the members
 */
export function conclude(subject: Subject, links: readonly string[], call: Call): Conclusion {
  const tool = decidedOf(subject.tool);
  const grantIds: string[] = [];
  const path: PathStep[] = links.map((id) => ({ step: 'delegation', id }));
  const permits: Candidate[] = [];
  let held: 'held' | 'budget_exhausted' | null = null;
  let conditional = false;
  let stepUp: Assurance | null = null;
  let waiting: Reason | undefined;
  const deny = (code: DecisionCode, reason: Reason): Conclusion => {
    return { decision: decisionOf('deny', code, reason, tool), conditional };
  };
  for (const side of subject.sides) {
    const verdict = weigh(side.candidates, new SideAsking(subject, side, call));
    if (side.id !== null) path.push({ step: side.who, id: side.id });
    if (verdict.effect !== 'deny') {
      path.push(...verdict.by.via);
      grantIds.push(verdict.by.grantId);
      permits.push(verdict.permit);
      if (verdict.code !== 'allowed' && held !== 'budget_exhausted') held = verdict.code;
      conditional ||= verdict.conditional;
      continue;
    }
    if (verdict.code !== 'step_up_required') return deny(...shortfall(side, verdict, grantIds, path));
    waiting ??= { grantIds: [...grantIds], path: [...path, { step: 'missing', id: verdict.code }] };
    stepUp = both(stepUp ?? {}, verdict.stepUp);
    if (stepUp === null) return deny('condition_unmet', waiting);
  }
  const fault = killOf(subject, call.at) ?? faultOf(subject);
  if (fault) return deny(fault, waiting ?? { grantIds, path });
  if (waiting) {
    const { decision } = deny('step_up_required', waiting);
    return { decision: { ...decision, stepUp }, conditional };
  }
  const reason = { grantIds, path };
  if (held) return { decision: decisionOf('hold', held, reason, tool), conditional };
  if (call.args === ANY_ARGUMENTS) return { decision: decisionOf('allow', 'allowed', reason, tool), conditional };
  const asking = (side: Side): Asking => new SideAsking(subject, side, call);
  const obligations = obligationsOf(subject.sides, asking);
  const spends = spendsOf(subject.sides, permits, asking);
  return { decision: decisionOf('allow', 'allowed', reason, tool, obligations, spends), conditional };
}

/** Field by field, because to spread objects would take longer than all the rest of a decision. */
const decisionOf = (
  effect: Decision['effect'],
  code: DecisionCode,
  { grantIds, path }: Reason,
  tool: DecidedTool | null,
  obligations: Decision['obligations'] = plain.obligations,
  spends: Decision['spends'] = plain.spends,
): Decision => ({ effect, code, grantIds, path, tool, obligations, spends, stepUp: null });

const decidedOf = ({ id, serverId, approvedHash, risk }: ToolFacts): DecidedTool => ({
  id,
  serverId,
  definitionHash: approvedHash,
  risk,
});

/** For whom the call is made: the acting person, or else the owner of the agent that calls. */
export const servedBy = ({ personId, members }: Pick<Subject, 'personId' | 'members'>): string =>
  personId ?? members[0].ownerId;

/** Whose counters a grant of this side means. */
export const idsOf = (
  subject: Pick<Subject, 'personId' | 'members' | 'tool'>,
  { member }: Pick<Side, 'member'>,
  { grantId, profileId }: Pick<Term, 'grantId' | 'profileId'>,
): CounterIds => ({
  agentId: member.id,
  personId: servedBy(subject),
  toolId: subject.tool.id,
  profileId,
  grantId,
});

/** What is known for all grants of a side is looked up once, and not at all where none of them asks. */
class SideAsking implements Asking {
  private when: Date | undefined;
  private person: Attributes | null | undefined;
  private owner: Attributes | null | undefined;

  constructor(
    private readonly subject: Subject,
    private readonly side: Side,
    private readonly call: Call,
  ) {}

  get at(): number {
    return this.call.at;
  }

  get any(): boolean {
    return this.call.args === ANY_ARGUMENTS;
  }

  get present(): boolean {
    return this.subject.personId !== null;
  }

  envOf(term: Term): ConditionEnv {
    const { subject, side } = this;
    const { args, at, context } = this.call;
    const { server, attributesOf } = subject;
    this.when ??= new Date(at);
    if (this.person === undefined) this.person = attributesOf(servedBy(subject));
    if (this.owner === undefined) this.owner = attributesOf(side.member.ownerId);
    const { when, person, owner } = this;
    return { args, at: when, context, person, owner, agent: side.member, server, ids: idsOf(subject, side, term) };
  }
}

function shortfall(
  side: Side,
  verdict: Extract<Verdict, { effect: 'deny' }>,
  grantIds: readonly string[],
  path: readonly PathStep[],
): [DecisionCode, Reason] {
  if (verdict.code === 'denied_by_grant') {
    return [verdict.code, { grantIds: [verdict.by.grantId], path: [...path, ...verdict.by.via] }];
  }
  const code = verdict.code === 'no_grant' ? shortOf[side.who] : verdict.code;
  const missing = side.id === null ? 'acting-person' : verdict.code === 'no_grant' ? 'grant' : verdict.code;
  return [code, { grantIds, path: [...path, { step: 'missing', id: missing }] }];
}

/** A switch that somebody pulled; the widest is named. */
function killOf({ tool, basis, members, kills }: Subject, at: number): DecisionCode | null {
  if (kills.length === 0) return null;
  const pulled = kills.filter((kill) => kill.tenant === members[0].tenant && isLive(kill, at));
  const hits: Readonly<Record<KillFacts['scope'], (id: string) => boolean>> = {
    tenant: () => true,
    owner: (id) => members.some(({ ownerId }) => ownerId === id),
    agent: (id) => members.some((member) => member.id === id),
    server: (id) => id === tool.serverId,
    tool: (id) => id === tool.id || basis?.some((base) => base.id === id) === true,
  };
  const scopes = ['tenant', 'owner', 'agent', 'server', 'tool'] as const;
  const scope = scopes.find((each) => pulled.some((kill) => kill.scope === each && hits[each](kill.targetId)));
  return scope ? `${scope}_killed` : null;
}

function faultOf({ tool, server, basis, members }: Subject): DecisionCode | null {
  if (server.status !== 'active') return 'server_disabled';
  if (basis === undefined || [tool, ...basis].some(({ state }) => state === 'removed')) return 'tool_unavailable';
  if ([tool, ...basis].some(({ state }) => state !== 'available')) return 'definition_changed';
  return writes(tool.risk) && members.some(({ deputyId }) => deputyId === null) ? 'deputy_missing' : null;
}
