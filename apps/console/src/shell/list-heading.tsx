import type { ReactNode } from 'react';
import type { Problem } from '../api/problem.js';
import { SignInAnew } from '../session/sign-in-anew.js';
import { Icon } from './icon.js';
import { Stale } from './states.js';
import { Moment } from './time.js';

type Props = Readonly<{ title: string; at: Date; problem: Problem | null; reload: () => void; children: ReactNode }>;

/** Above a list that was read at one moment: how much there is, as of when, and that it may be old by now. */
export function ListHeading({ title, at, problem, reload, children }: Props): ReactNode {
  const moment = <Moment at={at.toISOString()} />;
  return (
    <>
      <div className="heading">
        <h1>{title}</h1>
        <span className="tally" role="status">
          {children}, as of {moment}
        </span>
        <button type="button" onClick={reload}>
          <Icon name="refresh" /> Refresh
        </button>
      </div>
      {problem && (
        <Stale action={<SignInAnew problem={problem} />}>
          <strong>Not up to date.</strong> This is what was known at {moment}. {problem.message}
        </Stale>
      )}
    </>
  );
}
