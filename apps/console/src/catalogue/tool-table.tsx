import type { ReactNode } from 'react';
import { Risk } from '../agents/risk.js';
import { Sheet } from '../shell/sheet.js';
import type { Tool } from './catalogue.js';
import { StandingBadge } from './standing-badge.js';
import { toolStanding, waits } from './standing.js';
import { Tags } from './tags.js';

type Props = Readonly<{
  tools: readonly Tool[];
  serverName: (id: string) => string;
  stale: boolean;
  onOpen: (tool: Tool) => void;
}>;

export const kinds: Record<Tool['kind'], string> = {
  tool: 'tool',
  resource: 'resource',
  resource_template: 'resource template',
  prompt: 'prompt',
};

export function ToolTable({ tools, serverName, stale, onOpen }: Props): ReactNode {
  return (
    <Sheet
      label="Tools, those held back first"
      table="catalogue"
      stale={stale}
      columns={['Tool', 'Server', 'Risk', 'State', 'Tags']}
    >
      {tools.map((tool) => (
        <tr key={tool.id} className={waits(tool) ? 'row row-hold' : 'row'} onClick={() => onOpen(tool)}>
          <th scope="row">
            <button type="button" className="opener" aria-haspopup="dialog">
              {tool.name}
            </button>
            {tool.kind !== 'tool' && <span className="fine under">{kinds[tool.kind]}</span>}
            {tool.variantOf !== null && <span className="fine under">safe variant</span>}
          </th>
          <td>{serverName(tool.serverId)}</td>
          <td>
            <Risk risk={tool.risk} />
            {tool.riskReason !== null && <span className="fine under">said by a person</span>}
          </td>
          <td>
            <StandingBadge {...toolStanding(tool)} />
          </td>
          <td>
            <Tags tags={tool.tags} />
          </td>
        </tr>
      ))}
    </Sheet>
  );
}
