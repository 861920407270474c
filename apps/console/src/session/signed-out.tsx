import type { ReactNode } from 'react';
import { Notice } from './notice.js';
import { Providers } from './providers.js';

const titles = { none: 'Sign in', ended: 'Your session has ended', left: 'You are signed out' } as const;

export function SignedOut({ why }: { why: keyof typeof titles }): ReactNode {
  return (
    <Notice title={titles[why]}>
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
    </>
  );
}
