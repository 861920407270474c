import { type ReactNode, useState } from 'react';
import { type Problem, asProblem } from '../api/problem.js';
import { Notice } from '../session/notice.js';
import { Alarm } from './alarm.js';
import { registerBy } from './ceremonies.js';

type State = Readonly<{ kind: 'ready' | 'busy' | 'done' }> | Readonly<{ kind: 'refused'; problem: Problem }>;

export function RegisterKey({ secret }: { secret: string }): ReactNode {
  const [state, setState] = useState<State>({ kind: 'ready' });
  const register = (): void => {
    setState({ kind: 'busy' });
    registerBy(secret).then(
      () => setState({ kind: 'done' }),
      (thrown: unknown) => setState({ kind: 'refused', problem: asProblem(thrown) }),
    );
  };
  if (state.kind === 'done') {
    return (
      <Notice title="The security key is registered">
        <p>
          The account stays closed until an administrator enables it. Put the key and the printed password away, where
          two people are needed to reach both.
        </p>
      </Notice>
    );
  }
  if (state.kind === 'refused' && state.problem.code === 'break-glass.refused') {
    return (
      <Notice title="This link no longer works" tone="refused">
        <p>
          It was used before, is older than an hour, or never was such a link. <code>surety break-glass make</code>{' '}
          prints a new one, with a new password.
        </p>
      </Notice>
    );
  }
  return (
    <Notice title="Register a security key" tone="form">
      <p>
        It becomes the second half of a break-glass account; the first is the password that was printed with this link.
        The link works once.
      </p>
      <Alarm />
      {state.kind === 'refused' && (
        <p className="refusal" role="alert">
          {state.problem.message}
        </p>
      )}
      <p role="status">{state.kind === 'busy' && 'When your browser asks for it, use the security key.'}</p>
      <p className="choices">
        <button type="button" className="main" disabled={state.kind === 'busy'} onClick={register}>
          Register the key
        </button>
      </p>
    </Notice>
  );
}
