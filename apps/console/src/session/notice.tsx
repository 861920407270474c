import type { ReactNode } from 'react';
import { useTitle } from '../shell/use-title.js';

/** A page that says one thing, before anybody is signed in. */
export function Notice({ title, tone = 'plain', children }: NoticeProps): ReactNode {
  useTitle(title);
  return (
    <main className={`notice notice-${tone}`}>
      <p className="brand">
        <img src="/favicon.svg" alt="" width="28" height="28" /> Surety
      </p>
      <div role={tone === 'refused' ? 'alert' : 'status'}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

type NoticeProps = Readonly<{ title: string; tone?: 'plain' | 'refused'; children: ReactNode }>;
