import { type ReactNode, useState } from 'react';
import { type Me, seesDecisions } from '../session/me.js';
import { Link } from './link.js';

type Props = Readonly<{ me: Me; signOut: () => Promise<void> }>;

export function Header({ me, signOut }: Props): ReactNode {
  return (
    <header className="bar">
      <a className="skip" href="#content">
        Skip to content
      </a>
      <p className="brand">
        <img src="/favicon.svg" alt="" width="22" height="22" /> Surety
      </p>
      <nav aria-label="Pages">
        <Link to="/">Agents</Link>
        {seesDecisions(me) && <Link to="/decisions">Decisions</Link>}
        <Link to="/catalogue">Catalogue</Link>
        <Link to="/connections">Connected clients</Link>
      </nav>
      <p className="me">
        <span className="me-name">{me.name}</span>{' '}
        <span className="fine">{me.roles.length > 0 ? me.roles.join(', ') : 'no role'}</span>
      </p>
      <SignOut signOut={signOut} />
    </header>
  );
}

/** Says so when the session could not be ended: who walks away from a screen must know. */
function SignOut({ signOut }: Pick<Props, 'signOut'>): ReactNode {
  const [failed, setFailed] = useState(false);
  return (
    <button type="button" className="quiet" onClick={() => void signOut().catch(() => setFailed(true))}>
      {failed ? 'Not signed out; try again' : 'Sign out'}
    </button>
  );
}
