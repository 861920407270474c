import type { ReactNode } from 'react';
import type { Problem } from '../api/problem.js';
import { SignInAnew } from '../session/sign-in-anew.js';
import { Icon } from './icon.js';

/** Nothing is known yet. */
export function Loading({ what }: { what: string }): ReactNode {
  return (
    <div className="loading" role="status">
      <span>Loading {what}…</span>
      <div aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}

/** Known to be nothing. */
export function Empty({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <Icon name="empty" />
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  );
}

/** Could not be learned, and why. */
export function Failed({ what, problem, retry }: { what: string; problem: Problem; retry: () => void }): ReactNode {
  return (
    <div className="failed" role="alert">
      <Icon name="warning" />
      <div>
        <h2>{what}</h2>
        <p>
          {problem.message} <SignInAnew problem={problem} />
        </p>
        <p className="fine">
          Code <code>{problem.code}</code>
          {problem.requestId !== null && (
            <>
              , request <code>{problem.requestId}</code>
            </>
          )}
        </p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </div>
    </div>
  );
}

/** Was known, but may no longer be true. */
export function Stale({ children, action }: { children: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <div className="stale" role="alert">
      <Icon name="off" />
      <p>{children}</p>
      {action}
    </div>
  );
}
