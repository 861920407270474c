import type { DecidedTool, Decision, DecisionCode, PathStep } from './decision.js';
import { writes, type ServerFacts, type ToolFacts } from './facts.js';
import type { Candidate } from './candidate.js';
import { type Verdict, weigh } from './weigh.js';

/** Everybody whose right the call needs: the agent, its owner and, for a delegated call, the acting person. */
export type Side = Readonly<{
  who: 'agent' | 'owner' | 'person';
  id: string | null;
  candidates: readonly Candidate[];
}>;

export type Subject = Readonly<{
  tool: Pick<ToolFacts, 'id' | 'serverId' | 'approvedHash' | 'risk' | 'state'>;
  serverStatus: ServerFacts['status'];
  hasDeputy: boolean;
  sides: readonly Side[];
}>;

const shortOf = { agent: 'agent_no_grant', owner: 'owner_no_grant', person: 'person_no_grant' } as const;

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
  const { tool: facts, sides } = subject;
  const tool: DecidedTool = { id: facts.id, serverId: facts.serverId, definitionHash: facts.approvedHash };
  const grantIds: string[] = [];
  const path: PathStep[] = [];
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
  const fault = faultOf(subject);
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

function faultOf({ tool, serverStatus, hasDeputy }: Subject): DecisionCode | null {
  if (serverStatus !== 'active') return 'server_disabled';
  if (tool.state === 'removed') return 'tool_unavailable';
  if (tool.state !== 'available') return 'definition_changed';
  return writes(tool.risk) && !hasDeputy ? 'deputy_missing' : null;
}
