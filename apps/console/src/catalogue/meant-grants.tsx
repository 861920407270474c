import type { ReactNode } from 'react';
import { Outcome } from '../decisions/outcome.js';
import { Badge } from '../shell/badge.js';
import type { MeantGrant } from './catalogue.js';

/** Who holds a grant on exactly this tool, and whether it would go on; what does not fit comes first. */
export function MeantGrants({ grants, isChanged }: { grants: readonly MeantGrant[]; isChanged: boolean }): ReactNode {
  const inOrder = grants.toSorted((a, b) => Number(b.fault !== null) - Number(a.fault !== null));
  return (
    <section>
      <h3>Grants on it</h3>
      <p className="fine">
        {grants.length === 0
          ? 'None on this tool alone; grants by pattern or profile may take it in.'
          : 'Those on this tool alone; grants by pattern may take it in, too.'}
      </p>
      <ul className="tools">
        {inOrder.map((grant) => (
          <li key={grant.id}>
            <p className="tool-head">
              <span className="fine">{grant.holder}</span> <strong>{grant.holderName}</strong>
              <Outcome effect={grant.effect} />
              {isChanged && <Fit grant={grant} />}
            </p>
            {!grant.isCurrent && <p className="fine">It means a former definition and counts no more.</p>}
            {grant.fault !== null && (
              <p className="refusal">
                No longer fits: <code>{grant.fault}</code>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fit({ grant: { isCurrent, fault } }: { grant: MeantGrant }): ReactNode {
  if (!isCurrent) return null;
  return fault === null ? (
    <Badge tone="plain" icon="allow">
      fits
    </Badge>
  ) : (
    <Badge tone="deny" icon="deny">
      does not fit
    </Badge>
  );
}
