import type { components, paths } from '../api/schema.js';

export type Agent = paths['/api/v1/agents']['get']['responses'][200]['content']['application/json'][number];
/** An agent with what it may do now, and why. */
export type AgentInFull = paths['/api/v1/agents/{id}']['get']['responses'][200]['content']['application/json'];
export type AgentGrant = AgentInFull['grants'][number];
export type EffectiveTool = AgentInFull['effectiveTools'][number];
export type WithheldTool = AgentInFull['withheldTools'][number];
export type PathStep = EffectiveTool['path'][number];

export type Condition = components['schemas']['Condition'];
export type Pattern = components['schemas']['Pattern'];
export type Budget = components['schemas']['Budget'];
export type Counter = Budget['counter'];
export type Obligation = AgentGrant['obligations'][number];
export type TimeWindow = Extract<Condition, { time: unknown }>['time'];
export type Assurance = Extract<Condition, { assurance: unknown }>['assurance'];
export type Test = Exclude<Condition, Record<'all', unknown> | Record<'any', unknown> | Record<'not', unknown> | Part>;
type Part = { time: unknown } | { assurance: unknown } | { called: unknown } | { counter: unknown } | { cel: unknown };
