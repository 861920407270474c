import type { ReactNode } from 'react';
import type { AgentGrant } from './agent.js';
import { budgetWords } from './counter-words.js';
import { obligationWords } from './obligation-words.js';

/** What grants limit beside the arguments: how much may be used, and what becomes of the result. */
export function Limits({ grants }: { grants: readonly Pick<AgentGrant, 'budget' | 'obligations'>[] }): ReactNode {
  const budgets = grants.flatMap(({ budget }) => (budget ? [budgetWords(budget)] : []));
  const duties = grants.flatMap(({ obligations }) => obligations.map(obligationWords));
  if (budgets.length + duties.length === 0) return null;
  return (
    <ul className="limits">
      {budgets.map((words) => (
        <li key={words}>Budget: {words}</li>
      ))}
      {duties.map((words) => (
        <li key={words}>Duty: {words}</li>
      ))}
    </ul>
  );
}
