import { type ReactNode, useState } from 'react';
import type { Me } from '../session/me.js';
import { ListHeading } from '../shell/list-heading.js';
import { go, usePlace } from '../shell/place.js';
import { Empty, Failed, Loading } from '../shell/states.js';
import { useLoaded } from '../shell/use-loaded.js';
import { useTitle } from '../shell/use-title.js';
import { type Catalogue, loadCatalogue } from './catalogue.js';
import { ServerTable } from './server-table.js';
import { sorted } from './sorted.js';
import { waits } from './standing.js';
import { ToolDrawer } from './tool-drawer.js';
import { ToolTable } from './tool-table.js';

/** `/catalogue`: what servers offer, and what of it waits for a decision; `?tool=<id>` opens one. */
export function CataloguePage({ me }: { me: Me }): ReactNode {
  useTitle('Catalogue');
  const { value: catalogue, at, problem, reload } = useLoaded(loadCatalogue);
  const open = usePlace().query.get('tool');
  const [said, setSaid] = useState<string | null>(null);

  if (catalogue === null && problem)
    return <Failed what="The catalogue could not be read" problem={problem} retry={reload} />;
  if (catalogue === null || at === null) return <Loading what="the catalogue" />;
  return (
    <>
      <ListHeading title="Catalogue" at={at} problem={problem} reload={reload}>
        {said !== null && <strong>{said} </strong>}
        {tally(catalogue)}
      </ListHeading>
      <Lists catalogue={catalogue} stale={problem !== null} />
      {open !== null && (
        <ToolDrawer
          key={open}
          id={open}
          servers={catalogue.servers}
          me={me}
          onClose={() => go('/catalogue')}
          onDecided={(sentence) => {
            setSaid(sentence);
            go('/catalogue');
            reload();
          }}
        />
      )}
    </>
  );
}

function tally({ servers, tools }: Catalogue): string {
  const waiting = tools.filter(waits).length;
  const count = (of: number, one: string): string => `${of} ${one}${of === 1 ? '' : 's'}`;
  const asked = waiting === 0 ? 'nothing waits for a decision' : `${waiting} held back for a decision`;
  return `${count(servers.length, 'server')}, ${count(tools.length, 'tool')}, ${asked}`;
}

function Lists({ catalogue: { servers, tools }, stale }: { catalogue: Catalogue; stale: boolean }): ReactNode {
  const nameOf = (id: string): string => servers.find((server) => server.id === id)?.name ?? id;
  if (servers.length === 0) {
    return (
      <Empty title="No servers yet">
        Administrators register MCP servers with <code>POST /api/v1/servers</code>; what they offer appears here.
      </Empty>
    );
  }
  return (
    <>
      <ServerTable servers={servers} stale={stale} />
      <h2 className="between">Tools</h2>
      {tools.length > 0 ? (
        <ToolTable
          tools={sorted(tools, nameOf)}
          serverName={nameOf}
          stale={stale}
          onOpen={({ id }) => go(`/catalogue?tool=${id}`)}
        />
      ) : (
        <Empty title="No tools yet">The servers were not read so far, or they offer nothing.</Empty>
      )}
    </>
  );
}
