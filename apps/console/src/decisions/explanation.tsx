import { type ReactNode, useCallback, useState } from 'react';
import { AccessPath } from '../agents/access-path.js';
import type { Assurance } from '../agents/agent.js';
import { missingSentence } from '../agents/missing-link.js';
import { assuranceWords } from '../agents/time-words.js';
import { api } from '../api/client.js';
import { Icon } from '../shell/icon.js';
import { Failed, Loading } from '../shell/states.js';
import { useLoaded } from '../shell/use-loaded.js';
import { type Comparison, compared } from './comparison.js';
import type { Decision } from './decision.js';
import type { Explained } from './explained.js';
import { Outcome } from './outcome.js';
import { reasonOf } from './reasons.js';

/** Asks why, when the reader wants to know: the rule is worked out anew, which a page of decisions should not do by itself. */
export function Explain({ decision }: { decision: Decision }): ReactNode {
  const [asked, setAsked] = useState(false);
  return (
    <section aria-live="polite">
      <h3>Why</h3>
      {asked ? (
        <Explanation decision={decision} />
      ) : (
        <button type="button" onClick={() => setAsked(true)}>
          <Icon name="unknown" /> Explain
        </button>
      )}
    </section>
  );
}

function Explanation({ decision: { callId, reasonCode } }: { decision: Decision }): ReactNode {
  const load = useCallback(() => api.explain(callId), [callId]);
  const { value: explained, problem, reload } = useLoaded(load);
  if (explained === null && problem) {
    return <Failed what="The call could not be explained" problem={problem} retry={reload} />;
  }
  if (explained === null) return <Loading what="the explanation" />;
  return <Answer explained={explained} recorded={reasonCode} />;
}

function Answer({ explained, recorded }: { explained: Explained; recorded: string }): ReactNode {
  const { effect, code, path, stepUp } = explained;
  const comparison = compared({ ...explained, recorded });
  const missing = missingSentence(path);
  return (
    <div className="explanation">
      <Compared {...comparison} />
      {comparison.tone !== 'same' && (
        <p className="tool-head">
          <Outcome effect={effect} /> {reasonOf(code)}
        </p>
      )}
      {missing !== null && (
        <p>
          <strong>First missing link:</strong> {missing}
        </p>
      )}
      {path.length > 0 && <AccessPath path={path} />}
      {stepUp !== null && <p>It would do if {assuranceWords(stepUp as Assurance)}.</p>}
    </div>
  );
}

const icons = { same: 'allow', other: 'warning', untold: 'unknown' } as const;

function Compared({ tone, title, because }: Comparison): ReactNode {
  return (
    <div className={`compared compared-${tone}`}>
      <Icon name={icons[tone]} />
      <p>
        <strong>{title}.</strong> {because}
      </p>
    </div>
  );
}
