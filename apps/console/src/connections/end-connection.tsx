import { type ReactNode, useState } from 'react';
import { api } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import { SignInAnew } from '../session/sign-in-anew.js';
import { Question } from '../shell/question.js';
import type { Connection } from './connection.js';

type Props = Readonly<{ connection: Connection; onKeep: () => void; onEnded: () => void }>;

export function EndConnection({ connection: { agentId, agentName, clientName }, onKeep, onEnded }: Props): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const end = (): void => {
    setBusy(true);
    setProblem(null);
    api.endConnection(agentId).then(onEnded, (thrown: unknown) => {
      setBusy(false);
      setProblem(asProblem(thrown));
    });
  };
  return (
    <Question title={`End ${clientName}?`} onClose={onKeep}>
      <p>
        None of its calls for you is admitted from then on. Its agent <code>{agentName}</code> stays with its history;
        to connect it again, it has to ask you.
      </p>
      {problem && (
        <p className="refusal" role="alert">
          {problem.message} <SignInAnew problem={problem} />
        </p>
      )}
      <p className="choices">
        <button type="button" className="main" disabled={busy} onClick={end}>
          End it
        </button>
        <button type="button" onClick={onKeep}>
          Keep it
        </button>
      </p>
    </Question>
  );
}
