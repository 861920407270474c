export { AgentCredentialRow } from './agent-credential.row.js';
export { AgentRow } from './agent.row.js';
export { DelegationRow } from './delegation.row.js';
export { AgentSuspensionRow } from './agent-suspension.row.js';
export { Agents, type ListedAgent, type NewAgent } from './agents.js';
export { AgentsModule } from './agents.module.js';
export type { SuspensionCause } from './core/standing.js';
export { Stewardship } from './stewardship.js';
