import type { ReactNode } from 'react';
import { Outcome } from '../decisions/outcome.js';
import { reasonOf } from '../decisions/reasons.js';
import { AccessPath } from './access-path.js';
import type { WithheldTool } from './agent.js';
import { Risk } from './risk.js';

/** What the agent was granted and still may not use, with the first link that is missing. */
export function WithheldTools({ tools }: { tools: readonly WithheldTool[] }): ReactNode {
  if (tools.length === 0) return null;
  return (
    <section>
      <h3>Granted, but not effective</h3>
      <ul className="tools">
        {tools.map((tool) => (
          <li key={tool.toolId}>
            <p className="tool-head">
              <code className="tool">{tool.toolName}</code> <span className="fine">on {tool.serverName}</span>
              <Risk risk={tool.risk} />
              <Outcome effect="deny" />
            </p>
            <p>{reasonOf(tool.code)}</p>
            <AccessPath path={tool.path} />
          </li>
        ))}
      </ul>
    </section>
  );
}
