import type { ReactNode } from 'react';
import { Outcome } from '../decisions/outcome.js';
import { AccessPath } from './access-path.js';
import type { AgentGrant, EffectiveTool, PathStep } from './agent.js';
import { inWords } from './condition-words.js';
import { Limits } from './limits.js';
import { patternWords } from './pattern-words.js';
import { Risk } from './risk.js';
import type { ServerName } from './server-name.js';

type Props = Readonly<{
  tools: readonly EffectiveTool[];
  /** The agent's own: what they limit beside arguments is said with the tool. */
  grants: readonly AgentGrant[];
  acting: boolean;
  serverName: ServerName;
}>;

/** What the agent may use now, tool by tool, and through whom. */
export function EffectiveTools({ tools, grants, acting, serverName }: Props): ReactNode {
  return (
    <section>
      <h3>May use {tools.length === 1 ? '1 tool' : `${tools.length} tools`}</h3>
      {!acting && <p className="fine">While the agent does not run, every call is refused whatever stands here.</p>}
      {tools.length === 0 && <p className="fine">Nothing is granted both to the agent and to the people behind it.</p>}
      {tools.length > 0 && (
        <p className="fine">Each with the first way that leads to it; another grant may allow more.</p>
      )}
      <ul className="tools">
        {tools.map((tool) => (
          <Tool
            key={tool.toolId}
            tool={tool}
            grants={grants.filter(({ id }) => tool.path.some((step) => step.id === id))}
            serverName={serverName}
          />
        ))}
      </ul>
    </section>
  );
}

type ToolProps = Readonly<{ tool: EffectiveTool; grants: readonly AgentGrant[]; serverName: ServerName }>;

function Tool({ tool, grants, serverName }: ToolProps): ReactNode {
  return (
    <li>
      <p className="tool-head">
        <code className="tool">{tool.toolName}</code> <span className="fine">on {tool.serverName}</span>
        <Risk risk={tool.risk} />
        <Outcome effect={tool.effect} />
      </p>
      <p>{limitsOf(tool, grants, serverName)}</p>
      <Limits grants={grants} />
      <AccessPath path={tool.path.map((step) => named(step, grants, serverName))} />
    </li>
  );
}

/** A grant by pattern is known by what it selects. */
function named(step: PathStep, grants: readonly AgentGrant[], serverName: ServerName): PathStep {
  const pattern = grants.find(({ id }) => id === step.id)?.pattern;
  return pattern ? { ...step, name: patternWords(pattern, serverName) } : step;
}

/** What a profile beneath a grant limits is not told one by one here; that there is something is. */
function limitsOf(
  { conditional, conditions }: EffectiveTool,
  grants: readonly AgentGrant[],
  serverName: ServerName,
): string {
  if (!conditional) return 'With any arguments';
  const all = conditions.map(({ condition }) => condition);
  if (all.length > 0) return `Only if ${inWords({ all }, serverName)}`;
  return grants.some(({ budget }) => budget !== null)
    ? 'With any arguments, within a budget'
    : 'Only within the conditions or budgets of the profile that grants it';
}
