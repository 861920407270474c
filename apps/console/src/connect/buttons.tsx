import { type ReactNode, useState } from 'react';
import { api } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import { SignInAnew } from '../session/sign-in-anew.js';

/** What the page shows is no longer so; read anew, it says what is. */
const overtaken = new Set(['sign-in.required', 'interaction.unknown', 'client.unknown', 'client.not-allowed']);

type Props = Readonly<{
  uid: string;
  mayAllow: boolean;
  reload: () => void;
  onRequested?: (redirectTo: string) => void;
}>;

export function Buttons({ uid, mayAllow, reload, onRequested }: Props): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [deciding, setDeciding] = useState(false);
  const decide = (decision: 'allow' | 'deny'): void => {
    setDeciding(true);
    setProblem(null);
    api.decideInteraction(uid, decision).then(
      ({ redirectTo, outcome }) => {
        if (outcome === 'requested' && onRequested) onRequested(redirectTo);
        else window.location.assign(redirectTo);
      },
      (thrown: unknown) => {
        const refused = asProblem(thrown);
        setDeciding(false);
        setProblem(refused);
        if (overtaken.has(refused.code)) reload();
      },
    );
  };
  return (
    <>
      {problem && (
        <p className="refusal" role="alert">
          {problem.message} <SignInAnew problem={problem} />
        </p>
      )}
      <p className="choices">
        {mayAllow && (
          <button type="button" className="main" disabled={deciding} onClick={() => decide('allow')}>
            Allow
          </button>
        )}
        <button type="button" disabled={deciding} onClick={() => decide('deny')}>
          {mayAllow ? 'Deny' : 'Go back to the client'}
        </button>
      </p>
    </>
  );
}
