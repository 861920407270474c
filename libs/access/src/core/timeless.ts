import type { Condition } from './condition/types.js';
import type { AccessFacts } from './facts.js';

/** Asks for something that only a call itself says, so that for a list it is open. */
const open: Condition = { call: 'client', op: 'eq', value: '' };

/** The facts for a question about a length of time, in which every hour comes: windows of time are left open, too. */
export const timeless = (facts: AccessFacts): AccessFacts => ({
  ...facts,
  agentGrants: facts.agentGrants.map(atAnyHour),
  profileGrants: facts.profileGrants.map(atAnyHour),
});

const atAnyHour = <Row extends Readonly<{ condition: Condition | null }>>(row: Row): Row =>
  row.condition === null ? row : { ...row, condition: opened(row.condition) };

function opened(condition: Condition): Condition {
  if ('not' in condition) return { not: opened(condition.not) };
  if ('all' in condition) return { all: condition.all.map(opened) };
  if ('any' in condition) return { any: condition.any.map(opened) };
  return 'time' in condition ? open : condition;
}
