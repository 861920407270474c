import { type ReactNode, useEffect } from 'react';
import { AgentsPage } from './agents/agents-page.js';
import { BreakGlassPage } from './break-glass/break-glass-page.js';
import { CataloguePage } from './catalogue/catalogue-page.js';
import { ConnectPage } from './connect/connect-page.js';
import { NotConnectedPage } from './connect/not-connected-page.js';
import { ConnectionsPage } from './connections/connections-page.js';
import { DecisionsPage } from './decisions/decisions-page.js';
import { type Me, seesDecisions } from './session/me.js';
import { SignInPage } from './session/sign-in-page.js';
import { SignedOut } from './session/signed-out.js';
import { useSession } from './session/use-session.js';
import { Header } from './shell/header.js';
import { Link } from './shell/link.js';
import { usePlace } from './shell/place.js';
import { Empty, Failed, Loading } from './shell/states.js';

/** Chooses the page. Without a session there is one thing to see: how to sign in. */
export function App(): ReactNode {
  const { path } = usePlace();
  const { session, ask, signOut } = useSession();
  const apart = pageApart(path);
  const isApart = apart !== null;
  useEffect(() => {
    if (!isApart) ask();
  }, [isApart, ask]);

  if (isApart) return apart;
  switch (session.kind) {
    case 'asking':
      return <Loading what="your session" />;
    case 'failed':
      return <Failed what="Surety could not be asked who you are" problem={session.problem} retry={ask} />;
    case 'open':
      return (
        <>
          <Header me={session} signOut={signOut} />
          <main id="content" tabIndex={-1}>
            <Page path={path} me={session} />
          </main>
        </>
      );
    case 'none':
    case 'ended':
    case 'left':
      return <SignedOut why={session.kind} />;
  }
}

/** Pages on the way in. They find out themselves who is signed in, where they need to know. */
function pageApart(path: string): ReactNode {
  if (path === '/sign-in') return <SignInPage />;
  if (path === '/break-glass') return <BreakGlassPage />;
  if (path === '/not-connected') return <NotConnectedPage />;
  const uid = /^\/interaction\/([\w-]+)$/.exec(path)?.[1];
  return uid === undefined ? null : <ConnectPage uid={uid} />;
}

function Page({ path, me }: { path: string; me: Me }): ReactNode {
  switch (path) {
    case '/':
      return <AgentsPage />;
    case '/decisions':
      if (seesDecisions(me)) return <DecisionsPage />;
      return <Empty title="Not for you">Decisions are shown to administrators, reviewers and auditors.</Empty>;
    case '/catalogue':
      return <CataloguePage me={me} />;
    case '/connections':
      return <ConnectionsPage />;
    default:
      return (
        <Empty title="There is no such page">
          <Link to="/">Go to the agents</Link>
        </Empty>
      );
  }
}
