import { type ReactNode, useState } from 'react';
import { Icon } from '../shell/icon.js';
import { Empty, Failed, Loading } from '../shell/states.js';
import { useTitle } from '../shell/use-title.js';
import { DecisionDrawer } from './decision-drawer.js';
import { DecisionTable } from './decision-table.js';
import { type Decision, passes } from './decision.js';
import { since } from './feed.js';
import { FilterChoice, useFilter } from './filter-choice.js';
import { LinkState, LinkWord } from './link-state.js';
import { Tally } from './tally.js';
import { useFeed } from './use-feed.js';

/** The decisions on tool calls, as they happen. */
export function DecisionsPage(): ReactNode {
  useTitle('Decisions');
  const feed = useFeed();
  const filter = useFilter();
  const [frozen, setFrozen] = useState<readonly Decision[] | null>(null);
  const [open, setOpen] = useState<Decision | null>(null);
  const { decisions, link, problem, restart } = feed;

  if (decisions === null && problem)
    return <Failed what="The decisions could not be read" problem={problem} retry={restart} />;
  if (decisions === null) return <Loading what="decisions" />;
  const onPage = frozen ?? decisions;
  const shown = onPage.filter((decision) => passes(decision, filter));
  const missed = frozen === null ? 0 : since(frozen, decisions);
  return (
    <>
      <div className="heading">
        <h1>Decisions</h1>
        <LinkWord link={link} paused={frozen !== null} />
        <Tally decisions={onPage} />
        <FilterChoice filter={filter} />
        <button type="button" onClick={() => setFrozen(frozen === null ? decisions : null)}>
          <Icon name={frozen === null ? 'pause' : 'play'} />
          {frozen === null ? 'Pause' : `Resume, ${missed} new`}
        </button>
      </div>
      <LinkState link={link} restart={restart} />
      {shown.length > 0 ? (
        <DecisionTable decisions={shown} stale={link.kind === 'lost'} onOpen={setOpen} />
      ) : (
        <Nothing all={onPage.length} />
      )}
      {open && <DecisionDrawer decision={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Nothing({ all }: { all: number }): ReactNode {
  if (all > 0) return <Empty title="No refused calls">All of the {all} newest calls were allowed or held.</Empty>;
  return <Empty title="No calls yet">As soon as an agent calls a tool, the decision appears here.</Empty>;
}
