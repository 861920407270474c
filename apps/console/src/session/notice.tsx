import type { ReactNode } from 'react';
import { useTitle } from '../shell/use-title.js';

/** A page that says or asks one thing. What it says is read out by itself; a form is not, it is walked through. */
export function Notice({ title, tone = 'plain', children }: NoticeProps): ReactNode {
  useTitle(title);
  return (
    <main className={`notice notice-${tone}`}>
      <p className="brand">
        <img src="/favicon.svg" alt="" width="28" height="28" /> Surety
      </p>
      <div role={roles[tone]}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

const roles = { plain: 'status', refused: 'alert', form: undefined } as const;

type NoticeProps = Readonly<{ title: string; tone?: keyof typeof roles; children: ReactNode }>;
