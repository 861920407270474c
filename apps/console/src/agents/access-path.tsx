import type { ReactNode } from 'react';
import { Icon } from '../shell/icon.js';
import type { PathStep } from './agent.js';
import { missingWord } from './missing-link.js';
import { shortId } from './short-id.js';

const roles: Record<Exclude<PathStep['step'], 'missing'>, string> = {
  agent: 'agent',
  owner: 'owner',
  person: 'person',
  group: 'group',
  rule: 'rule',
  profile: 'profile',
  grant: 'grant',
  delegation: 'delegation',
  ceiling: 'ceiling',
};
const begins = new Set<PathStep['step']>(['agent', 'owner', 'person', 'ceiling']);

/** How access comes about, one line for everybody whose right is needed: agent → grant, owner → group → profile → grant. */
export function AccessPath({ path }: { path: readonly PathStep[] }): ReactNode {
  return (
    <div className="paths">
      {linesOf(path).map((line) => (
        <ol className="path" key={line.map(({ id }) => id).join()}>
          {line.map((step) => (
            <li key={step.id}>
              <Step {...step} />
            </li>
          ))}
        </ol>
      ))}
    </div>
  );
}

function Step({ step, id, name }: PathStep): ReactNode {
  if (step === 'missing') {
    return (
      <span className="step step-missing">
        <Icon name="missing" /> {missingWord(id)}
      </span>
    );
  }
  return (
    <span className="step" title={id}>
      <span className="fine">{roles[step]}</span> {name ?? <code>{shortId(id)}</code>}
    </span>
  );
}

function linesOf(path: readonly PathStep[]): PathStep[][] {
  const lines: PathStep[][] = [];
  for (const step of path) {
    const line = lines.at(-1);
    if (line && !begins.has(step.step)) line.push(step);
    else lines.push([step]);
  }
  return lines;
}
