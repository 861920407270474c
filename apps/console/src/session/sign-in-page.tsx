import { type ReactNode, useEffect, useState } from 'react';
import { api } from '../api/client.js';
import { type Problem, asProblem } from '../api/problem.js';
import { go } from '../shell/place.js';
import { Notice } from './notice.js';
import { HowToSignIn, SignedOut } from './signed-out.js';

/** `/sign-in#<secret>`: uses the link up and goes to the first page. Another link opened in this tab is tried too. */
export function SignInPage(): ReactNode {
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    const redeem = (): void => {
      const secret = takeSecret();
      if (secret === '') return;
      setTried(true);
      setProblem(null);
      api.redeemLink(secret).then(
        () => go(returnTo(), { replace: true }),
        (thrown: unknown) => setProblem(asProblem(thrown)),
      );
    };
    redeem();
    window.addEventListener('hashchange', redeem);
    return () => window.removeEventListener('hashchange', redeem);
  }, []);

  if (!tried) return <SignedOut why="none" />;
  if (problem === null) return <Notice title="Signing you in…">{null}</Notice>;
  const spent = problem.code === 'sign-in.link-invalid';
  return (
    <Notice title={spent ? 'This link no longer works' : 'You could not be signed in'} tone="refused">
      <p>{spent ? 'It was used before, has expired, or never was a sign-in link.' : problem.message}</p>
      <HowToSignIn />
    </Notice>
  );
}

/** A path of this console only: an address elsewhere would lead a reader away who has just signed in. */
function returnTo(): string {
  const wanted = new URLSearchParams(window.location.search).get('return_to') ?? '/';
  return /^\/(?![/\\])/.test(wanted) ? wanted : '/';
}

/** The secret leaves the address, and with it the history, before anything else happens. */
function takeSecret(): string {
  const secret = window.location.hash.slice(1);
  if (secret !== '') window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return secret;
}
