import type { ReactNode } from 'react';
import { Link } from '../shell/link.js';
import { Notice } from './notice.js';
import { Providers } from './providers.js';

const titles = {
  none: 'Sign in',
  again: 'Sign in again',
  ended: 'Your session has ended',
  left: 'You are signed out',
} as const;

export function SignedOut({ why }: { why: keyof typeof titles }): ReactNode {
  return (
    <Notice title={titles[why]}>
      {why === 'again' && <p>What you are about to do needs a fresh proof that it is you. Your session goes on.</p>}
      <HowToSignIn />
    </Notice>
  );
}

export function HowToSignIn(): ReactNode {
  return (
    <>
      <Providers />
      <p>
        Or sign in with the one-time link that <code>surety demo</code> or <code>surety bootstrap-admin</code> prints. A
        link works once and for 15 minutes; an administrator can make you one.
      </p>
      <p className="fine">
        No identity provider can vouch for anybody? <Link to="/break-glass">Use a break-glass account</Link>
      </p>
    </>
  );
}
