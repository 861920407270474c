import type { paths } from '../api/schema.js';

export type Agent = paths['/api/v1/agents']['get']['responses'][200]['content']['application/json'][number];
/** An agent with what it may do now, and why. */
export type AgentInFull = paths['/api/v1/agents/{id}']['get']['responses'][200]['content']['application/json'];
export type EffectiveTool = AgentInFull['effectiveTools'][number];
export type WithheldTool = AgentInFull['withheldTools'][number];
export type Condition = EffectiveTool['conditions'][number]['condition'];
export type PathStep = EffectiveTool['path'][number];
