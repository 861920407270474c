import { type ReactNode, memo, useState } from 'react';
import { Sheet } from '../shell/sheet.js';
import { Moment } from '../shell/time.js';
import type { Decision } from './decision.js';
import { NamedTool } from './named-tool.js';
import { Outcome } from './outcome.js';
import { reasonOf } from './reasons.js';

type Props = Readonly<{ decisions: readonly Decision[]; stale: boolean; onOpen: (decision: Decision) => void }>;

export function DecisionTable({ decisions, stale, onOpen }: Props): ReactNode {
  const [newestAtFirst] = useState(decisions[0]?.seq ?? -1);
  return (
    <Sheet
      label="Decisions, newest first"
      table="decisions"
      stale={stale}
      columns={['Time', 'Decision', 'Agent', 'Owner', 'On behalf of', 'Tool', 'Reason']}
    >
      {decisions.map((decision) => (
        <DecisionRow key={decision.seq} decision={decision} isNew={decision.seq > newestAtFirst} onOpen={onOpen} />
      ))}
    </Sheet>
  );
}

type RowProps = Readonly<{ decision: Decision; isNew: boolean; onOpen: Props['onOpen'] }>;

const DecisionRow = memo(function DecisionRow({ decision, isNew, onOpen }: RowProps): ReactNode {
  const { at, agentName, ownerName, onBehalfOfName, server, tool, reasonCode } = decision;
  return (
    <tr className={`row row-${decision.decision}${isNew ? ' row-new' : ''}`} onClick={() => onOpen(decision)}>
      <td className="num">
        <Moment at={at} />
      </td>
      <td>
        <Outcome effect={decision.decision} />
      </td>
      <th scope="row">
        <button type="button" className="opener" aria-haspopup="dialog">
          {agentName}
        </button>
      </th>
      <td>{ownerName}</td>
      <td>{onBehalfOfName ?? <span className="fine">its owner</span>}</td>
      <td>
        <NamedTool server={server} tool={tool} />
      </td>
      <td>{reasonOf(reasonCode)}</td>
    </tr>
  );
});
