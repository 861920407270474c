import { type ReactNode, useCallback, useState } from 'react';
import { api } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import { Notice } from '../session/notice.js';
import { HowToSignIn } from '../session/signed-out.js';
import { Failed, Loading } from '../shell/states.js';
import { useLoaded } from '../shell/use-loaded.js';
import type { Asked } from './asked.js';
import { Warnings } from './warnings.js';

/** `/interaction/<uid>`: a client asks to act for the reader, who looks at it and decides. */
export function ConnectPage({ uid }: { uid: string }): ReactNode {
  const load = useCallback(() => api.interaction(uid), [uid]);
  const { value: asked, problem, reload } = useLoaded(load);
  if (asked === null && problem) {
    return (
      <Notice title="This request is over" tone="refused">
        <p>Go back to your client and connect again.</p>
        <Failed what="The request could not be read" problem={problem} retry={reload} />
      </Notice>
    );
  }
  if (asked === null) return <Loading what="the request" />;
  const { name } = asked.client;
  if (!asked.signedIn) {
    return (
      <Notice title={`Sign in to connect ${name}`}>
        <HowToSignIn />
        <p>
          <button type="button" onClick={reload}>
            I have signed in
          </button>
        </p>
      </Notice>
    );
  }
  if (!asked.isAllowed) return <NotAllowed uid={uid} asked={asked} />;
  return <Decision uid={uid} asked={asked} />;
}

function NotAllowed({ uid, asked }: { uid: string; asked: Asked }): ReactNode {
  return (
    <Notice title={`${asked.client.name} cannot be connected`} tone="refused">
      <p>No rule of your company allows this client. Ask an administrator of Surety to allow it.</p>
      <Buttons uid={uid} mayAllow={false} />
    </Notice>
  );
}

function Decision({ uid, asked }: { uid: string; asked: Asked }): ReactNode {
  const { client, needsApproval, agent, hours } = asked;
  return (
    <Notice title={`Let ${client.name} act for you?`}>
      <p>
        It becomes an agent that <strong>you answer for</strong>{' '}
        {agent ? (
          <>
            (the one you have already, <code>{agent.name}</code>)
          </>
        ) : null}
        . It can use only tools that you may use yourself, every call is recorded under your name, and you can end it at
        any time.
      </p>
      <dl className="asked">
        <dt>Vouched for by</dt>
        <dd>{client.host ?? 'nobody; it named itself'}</dd>
        <dt>{asked.isDevice ? 'Runs on' : 'Sends you back to'}</dt>
        <dd>{asked.isDevice ? 'the device that showed you a code' : <code>{client.redirectHost}</code>}</dd>
        <dt>Opens</dt>
        <dd>
          <code>{asked.resource}</code>
        </dd>
        <dt>For</dt>
        <dd>{hours} hours, then it asks again</dd>
      </dl>
      <Warnings asked={asked} />
      {needsApproval && <p>An administrator must approve it before it can do anything.</p>}
      <Buttons uid={uid} mayAllow />
    </Notice>
  );
}

function Buttons({ uid, mayAllow }: { uid: string; mayAllow: boolean }): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [deciding, setDeciding] = useState(false);
  const decide = (decision: 'allow' | 'deny'): void => {
    setDeciding(true);
    setProblem(null);
    api.decideInteraction(uid, decision).then(
      ({ redirectTo }) => window.location.assign(redirectTo),
      (thrown: unknown) => {
        setDeciding(false);
        setProblem(asProblem(thrown));
      },
    );
  };
  return (
    <>
      {problem && (
        <p role="alert">
          {problem.message} {problem.code === 'session.step-up-required' && <SignInAnew />}
        </p>
      )}
      <p className="choices">
        {mayAllow && (
          <button type="button" disabled={deciding} onClick={() => decide('allow')}>
            Allow
          </button>
        )}
        <button type="button" className={mayAllow ? 'quiet' : ''} disabled={deciding} onClick={() => decide('deny')}>
          {mayAllow ? 'Deny' : 'Go back to the client'}
        </button>
      </p>
    </>
  );
}

function SignInAnew(): ReactNode {
  const back = encodeURIComponent(window.location.pathname);
  return <a href={`/sign-in?step_up=true&return_to=${back}`}>Sign in again</a>;
}
