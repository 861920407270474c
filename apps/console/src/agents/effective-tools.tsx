import type { ReactNode } from 'react';
import { Outcome } from '../decisions/outcome.js';
import { AccessPath } from './access-path.js';
import type { EffectiveTool } from './agent.js';
import { inWords } from './condition-words.js';
import { Risk } from './risk.js';

/** What the agent may use now, tool by tool, and through whom. */
export function EffectiveTools({ tools, acting }: { tools: readonly EffectiveTool[]; acting: boolean }): ReactNode {
  return (
    <section>
      <h3>May use {tools.length === 1 ? '1 tool' : `${tools.length} tools`}</h3>
      {!acting && <p className="fine">While the agent does not run, every call is refused whatever stands here.</p>}
      {tools.length === 0 && <p className="fine">Nothing is granted both to the agent and to the people behind it.</p>}
      <ul className="tools">
        {tools.map((tool) => (
          <Tool key={tool.toolId} tool={tool} />
        ))}
      </ul>
    </section>
  );
}

function Tool({ tool }: { tool: EffectiveTool }): ReactNode {
  const all = tool.conditions.map(({ condition }) => condition);
  return (
    <li>
      <p className="tool-head">
        <code className="tool">{tool.toolName}</code> <span className="fine">on {tool.serverName}</span>
        <Risk risk={tool.risk} />
        <Outcome effect={tool.effect} />
      </p>
      <p>{all.length === 0 ? 'With any arguments' : `Only if ${inWords({ all })}`}</p>
      <AccessPath path={tool.path} />
    </li>
  );
}
