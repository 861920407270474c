import type { DecisionCode } from './decision.js';

/** Every code of a decision: what else refuses a call (tokens, standing, leases) is no question of rights. */
const codes: Readonly<Record<DecisionCode, true>> = {
  allowed: true,
  held: true,
  no_grant: true,
  agent_no_grant: true,
  owner_no_grant: true,
  person_no_grant: true,
  condition_unmet: true,
  step_up_required: true,
  budget_exhausted: true,
  denied_by_grant: true,
  definition_changed: true,
  tool_unavailable: true,
  server_disabled: true,
  deputy_missing: true,
  delegation_missing: true,
  above_ceiling: true,
  agent_killed: true,
  owner_killed: true,
  server_killed: true,
  tool_killed: true,
  tenant_killed: true,
  error: true,
};

export const isDecided = (code: string): code is DecisionCode => Object.hasOwn(codes, code);
