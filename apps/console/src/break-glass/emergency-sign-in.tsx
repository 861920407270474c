import { type FormEvent, type ReactNode, useState } from 'react';
import { type Problem, asProblem } from '../api/problem.js';
import { Notice } from '../session/notice.js';
import { Link } from '../shell/link.js';
import { go } from '../shell/place.js';
import { Alarm } from './alarm.js';
import { signInBy } from './ceremonies.js';

/** Name, password and security key in one go: an answer that says which of them was wrong does not exist. */
export function EmergencySignIn(): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const signIn = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    signInBy(textOf(fields, 'name'), textOf(fields, 'password')).then(
      () => go('/', { replace: true }),
      (thrown: unknown) => {
        setBusy(false);
        setProblem(asProblem(thrown));
      },
    );
  };
  return (
    <Notice title="Break-glass sign-in" tone="form">
      <p>
        For the day on which no identity provider can vouch for anybody. The session lasts 30 minutes and may do what an
        administrator and security operator may; the account is locked afterwards.
      </p>
      <Alarm />
      <form onSubmit={signIn}>
        <label>
          Account
          <input
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={200}
          />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required maxLength={200} />
        </label>
        {problem && (
          <p className="refusal" role="alert">
            {problem.message}
          </p>
        )}
        <p role="status">{busy && 'Checking. When your browser asks for it, use the security key.'}</p>
        <p className="choices">
          <button type="submit" className="main" disabled={busy}>
            Continue with the security key
          </button>
        </p>
      </form>
      <p className="fine">
        <Link to="/sign-in">Other ways to sign in</Link>
      </p>
    </Notice>
  );
}

/** What was typed; copied from paper, with a space too many. */
function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
