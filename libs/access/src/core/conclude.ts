import type { DecidedTool, Decision, DecisionCode, PathStep } from './decision.js';
import { isLive } from './chain.js';
import { type AgentFacts, type KillFacts, type ServerFacts, type ToolFacts, writes } from './facts.js';
import type { Candidate } from './candidate.js';
import { type Verdict, weigh } from './weigh.js';

/** One of those whose right the call needs: each agent, its owner and its ceiling, and the acting person. */
export type Side = Readonly<{
  who: 'agent' | 'owner' | 'ceiling' | 'person';
  id: string | null;
  candidates: readonly Candidate[];
}>;

export type Subject = Readonly<{
  tool: Pick<ToolFacts, 'id' | 'serverId' | 'approvedHash' | 'risk' | 'state'>;
  server: Pick<ServerFacts, 'status'>;
  members: readonly AgentFacts[];
  /** Ids of the delegations between them. */
  links: readonly string[];
  sides: readonly Side[];
  kills: readonly KillFacts[];
}>;

const shortOf = {
  agent: 'agent_no_grant',
  owner: 'owner_no_grant',
  ceiling: 'above_ceiling',
  person: 'person_no_grant',
} as const;

export const nothing = (code: DecisionCode, missing: string): Decision => ({
  effect: 'deny',
  code,
  grantIds: [],
  path: [{ step: 'missing', id: missing }],
  tool: null,
});

/** `conditional`: some side permits this only for certain arguments. */
export type Conclusion = Readonly<{ decision: Decision; conditional: boolean }>;

/**
 * The intersection: every side must permit, the strictest wins, and the first side that does not is the reason. What
 * is wrong with the tool is said only to those who hold a grant on it.
 */
export function conclude(subject: Subject, args: unknown, at: number): Conclusion {
  const { tool: facts, links, sides } = subject;
  const tool: DecidedTool = {
    id: facts.id,
    serverId: facts.serverId,
    definitionHash: facts.approvedHash,
    risk: facts.risk,
  };
  const grantIds: string[] = [];
  const path: PathStep[] = links.map((id) => ({ step: 'delegation', id }));
  let held = false;
  let conditional = false;
  for (const side of sides) {
    const verdict = weigh(side.candidates, args, at);
    if (side.id !== null) path.push({ step: side.who, id: side.id });
    if (verdict.effect === 'deny') {
      const decision: Decision = { effect: 'deny', tool, ...shortfall(side, verdict, grantIds, path) };
      return { decision, conditional };
    }
    path.push(...verdict.by.via);
    grantIds.push(verdict.by.grantId);
    held ||= verdict.effect === 'hold';
    conditional ||= verdict.conditional;
  }
  const fault = killOf(subject, at) ?? faultOf(subject);
  if (fault) return { decision: { effect: 'deny', code: fault, grantIds, path, tool }, conditional };
  const outcome = held ? ({ effect: 'hold', code: 'held' } as const) : ({ effect: 'allow', code: 'allowed' } as const);
  return { decision: { ...outcome, grantIds, path, tool }, conditional };
}

function shortfall(
  side: Side,
  verdict: Extract<Verdict, { effect: 'deny' }>,
  grantIds: readonly string[],
  path: readonly PathStep[],
): Pick<Decision, 'code' | 'grantIds' | 'path'> {
  if (verdict.code === 'denied_by_grant') {
    return { code: verdict.code, grantIds: [verdict.by.grantId], path: [...path, ...verdict.by.via] };
  }
  const code = verdict.code === 'no_grant' ? shortOf[side.who] : verdict.code;
  const missing = side.id === null ? 'acting-person' : verdict.code === 'no_grant' ? 'grant' : verdict.code;
  return { code, grantIds, path: [...path, { step: 'missing', id: missing }] };
}

/** A switch that somebody pulled; the widest is named. */
function killOf({ tool, members, kills }: Subject, at: number): DecisionCode | null {
  if (kills.length === 0) return null;
  const pulled = kills.filter((kill) => kill.tenant === members[0]?.tenant && isLive(kill, at));
  const hits: Readonly<Record<KillFacts['scope'], (id: string) => boolean>> = {
    tenant: () => true,
    owner: (id) => members.some(({ ownerId }) => ownerId === id),
    agent: (id) => members.some((member) => member.id === id),
    server: (id) => id === tool.serverId,
    tool: (id) => id === tool.id,
  };
  const scopes = ['tenant', 'owner', 'agent', 'server', 'tool'] as const;
  const scope = scopes.find((each) => pulled.some((kill) => kill.scope === each && hits[each](kill.targetId)));
  return scope ? `${scope}_killed` : null;
}

function faultOf({ tool, server, members }: Subject): DecisionCode | null {
  if (server.status !== 'active') return 'server_disabled';
  if (tool.state === 'removed') return 'tool_unavailable';
  if (tool.state !== 'available') return 'definition_changed';
  return writes(tool.risk) && members.some(({ deputyId }) => deputyId === null) ? 'deputy_missing' : null;
}
