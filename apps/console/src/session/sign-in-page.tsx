import { type ReactNode, useCallback, useState } from 'react';
import { api } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import { go, usePlace } from '../shell/place.js';
import { Notice } from './notice.js';
import { refusedFor, requestOf } from './refused.js';
import { HowToSignIn, SignedOut } from './signed-out.js';
import { useSecret } from './use-secret.js';

/** `/sign-in#<secret>` uses the link up and goes on; without a secret the page says how to sign in, or why it failed. */
export function SignInPage(): ReactNode {
  const { query } = usePlace();
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useSecret(
    useCallback((secret) => {
      setTried(true);
      setProblem(null);
      api.redeemLink(secret).then(
        () => go(returnTo(), { replace: true }),
        (thrown: unknown) => setProblem(asProblem(thrown)),
      );
    }, []),
  );

  const refused = query.get('refused');
  if (!tried && refused !== null) return <Refused code={refused} request={requestOf(query.get('request'))} />;
  if (!tried) return <SignedOut why={query.get('step_up') === 'true' ? 'again' : 'none'} />;
  if (problem === null) return <Notice title="Signing you in…">{null}</Notice>;
  const spent = problem.code === 'sign-in.link-invalid';
  return (
    <Notice title={spent ? 'This link no longer works' : 'You could not be signed in'} tone="refused">
      <p>{spent ? 'It was used before, has expired, or never was a sign-in link.' : problem.message}</p>
      <HowToSignIn />
    </Notice>
  );
}

/** An identity provider sent the browser back, and nobody was signed in. */
function Refused({ code: given, request }: { code: string; request: string | null }): ReactNode {
  const { title, because, code } = refusedFor(given);
  return (
    <Notice title={title} tone="refused">
      <p>{because}</p>
      {code !== null && (
        <p className="fine">
          Code <code>{code}</code>
          {request !== null && (
            <>
              , request <code>{request}</code>
            </>
          )}
        </p>
      )}
      <HowToSignIn />
    </Notice>
  );
}

/** A path of this console only: an address elsewhere would lead a reader away who has just signed in. */
function returnTo(): string {
  const wanted = new URLSearchParams(window.location.search).get('return_to') ?? '/';
  return /^\/(?![/\\])/.test(wanted) ? wanted : '/';
}
