import { type ReactNode, useId, useState } from 'react';
import { api } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import type { Me } from '../session/me.js';
import { SignInAnew } from '../session/sign-in-anew.js';
import type { OwnedServer, Pending, ToolChange } from './catalogue.js';

type Props = Readonly<{
  change: ToolChange;
  pending: Pending;
  server: OwnedServer | undefined;
  me: Me;
  reload: () => void;
  onDecided: (sentence: string) => void;
}>;

/** Approving or refusing what waits, for those who answer for the server; to others it says who they are. */
export function Decide({ change, pending, server, me, reload, onDecided }: Props): ReactNode {
  const isAsked = me.roles.includes('admin') || (server !== undefined && server.ownerId === me.personId);
  if (!isAsked) {
    return (
      <section>
        <h3>Decide</h3>
        <p>
          {server?.ownerName ?? 'An administrator'} decides about it
          {server?.ownerName != null && ', or an administrator'}.
        </p>
      </section>
    );
  }
  // anew for each definition: nobody decides with what was written about another one
  return <Form key={pending.to} change={change} pending={pending} reload={reload} onDecided={onDecided} />;
}

type FormProps = Omit<Props, 'server' | 'me'>;

function Form({ change: { tool, grants }, pending, reload, onDecided }: FormProps): ReactNode {
  const [reason, setReason] = useState('');
  const [carryOver, setCarryOver] = useState(false);
  const [acceptUnfit, setAcceptUnfit] = useState(false);
  const { problem, busy, decide } = useDecision(onDecided);
  const current = grants.filter(({ isCurrent }) => isCurrent);
  const unfit = current.filter(({ fault }) => fault !== null).length;
  const field = useId();
  const said = { definitionHash: pending.to, reason };
  const nothing = reason.trim() === '' || busy;
  return (
    <section className="decide">
      <h3>Decide</h3>
      <form onSubmit={(event) => event.preventDefault()}>
        <label htmlFor={field}>Reason</label>
        <textarea
          id={field}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {current.length > 0 && (
          <Check checked={carryOver} onChange={setCarryOver}>
            {current.length === 1
              ? 'Carry over the grant on it. If not, it counts no more and has to be given anew.'
              : `Carry over the ${current.length} grants on it. If not, they count no more and have to be given anew.`}
          </Check>
        )}
        {carryOver && unfit > 0 && (
          <Check checked={acceptUnfit} onChange={setAcceptUnfit}>
            Also {unfit === 1 ? 'the one that does' : `the ${unfit} that do`} not fit: what it allows is then refused,
            and what it forbids is forbidden whatever the arguments.
          </Check>
        )}
        {problem && (
          <p className="refusal" role="alert">
            {problem.message} <SignInAnew problem={problem} />
            {problem.code === 'tool.definition-changed' && (
              <button type="button" onClick={reload}>
                Show the one of now
              </button>
            )}
          </p>
        )}
        <p className="choices">
          <button
            type="button"
            className="main"
            disabled={nothing || (carryOver && unfit > 0 && !acceptUnfit)}
            onClick={() =>
              decide(
                api.approveTool(tool.id, { ...said, carryOver, acceptUnfit: carryOver && acceptUnfit }),
                `${tool.name} is approved.`,
              )
            }
          >
            Approve
          </button>
          {!pending.isRefused && (
            <button
              type="button"
              disabled={nothing}
              onClick={() => decide(api.refuseTool(tool.id, said), `${tool.name} stays held back.`)}
            >
              Refuse
            </button>
          )}
          {reason.trim() === '' && <span className="fine">Both need a reason; it is recorded.</span>}
        </p>
      </form>
    </section>
  );
}

type CheckProps = Readonly<{ checked: boolean; onChange: (checked: boolean) => void; children: ReactNode }>;

function Check({ checked, onChange, children }: CheckProps): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}

function useDecision(onDecided: (sentence: string) => void) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const decide = (asked: Promise<unknown>, sentence: string): void => {
    setBusy(true);
    setProblem(null);
    asked.then(
      () => onDecided(sentence),
      (thrown: unknown) => {
        setBusy(false);
        setProblem(asProblem(thrown));
      },
    );
  };
  return { problem, busy, decide };
}
