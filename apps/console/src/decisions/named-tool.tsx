import type { ReactNode } from 'react';
import type { Decision } from './decision.js';

/** What the agent asked for; a call that was refused early may have named nothing that exists. */
export function NamedTool({ server, tool }: Pick<Decision, 'server' | 'tool'>): ReactNode {
  return (
    <>
      {tool === '' ? <span className="fine">no tool</span> : <code className="tool">{tool}</code>}{' '}
      {server !== '' && <span className="fine whole">on {server}</span>}
    </>
  );
}
