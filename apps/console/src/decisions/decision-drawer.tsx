import type { ReactNode } from 'react';
import { Drawer } from '../shell/drawer.js';
import { Moment } from '../shell/time.js';
import type { Decision } from './decision.js';
import { Explain } from './explanation.js';
import { NamedTool } from './named-tool.js';
import { Outcome } from './outcome.js';
import { reasonOf } from './reasons.js';

/** Everything the ledger recorded of one decision, with the ids by which it can be found again. */
export function DecisionDrawer({ decision, onClose }: { decision: Decision; onClose: () => void }): ReactNode {
  const { agentName, ownerName, onBehalfOfName, server, tool, reasonCode, grantIds, chain, agents } = decision;
  const known = new Map([
    [decision.agentId, agentName],
    [decision.ownerId, ownerName],
    ...agents.map(({ id, name }) => [id, name] as const),
    ...agents.map(({ owner, ownerName: name }) => [owner ?? '', name ?? ''] as const),
    ...(decision.onBehalfOf === null ? [] : [[decision.onBehalfOf, onBehalfOfName ?? ''] as const]),
  ]);
  return (
    <Drawer title={tool === '' ? agentName : `${agentName} → ${tool}`} onClose={onClose}>
      <p className="verdict">
        <Outcome effect={decision.decision} /> {reasonOf(reasonCode)}
      </p>
      <dl>
        <dt>Time</dt>
        <dd>
          <Moment at={decision.at} /> <span className="fine">{decision.at}</span>
        </dd>
        <dt>Agent</dt>
        <dd>
          {agentName} <code>{decision.agentId}</code>
        </dd>
        <dt>Owner</dt>
        <dd>
          {ownerName} <code>{decision.ownerId}</code>
        </dd>
        <dt>On behalf of</dt>
        <dd>
          {decision.onBehalfOf === null ? (
            'Nobody else: the agent acts for its owner'
          ) : (
            <>
              {onBehalfOfName} <code>{decision.onBehalfOf}</code>
            </>
          )}
        </dd>
        <dt>Tool</dt>
        <dd>
          <NamedTool server={server} tool={tool} />
        </dd>
        <dt>Reason</dt>
        <dd>
          <code>{reasonCode}</code>
        </dd>
      </dl>
      <Explain decision={decision} />
      <h3>Chain</h3>
      <p className="fine">Everybody this call passed through; each of them had to be active.</p>
      <ol className="ids">
        {chain.map((id) => (
          <li key={id}>
            {known.get(id) ?? 'Another agent'} <code>{id}</code>
          </li>
        ))}
      </ol>
      <h3>Grants</h3>
      {grantIds.length === 0 ? (
        <p className="fine">None: nothing granted this call.</p>
      ) : (
        <ul className="ids">
          {grantIds.map((id) => (
            <li key={id}>
              <code>{id}</code>
            </li>
          ))}
        </ul>
      )}
      <h3>In the ledger</h3>
      <dl>
        <dt>Entry</dt>
        <dd className="num">{decision.seq}</dd>
        <dt>Call</dt>
        <dd>
          <code>{decision.callId}</code>
        </dd>
      </dl>
    </Drawer>
  );
}
