import type { MouseEvent, ReactNode } from 'react';
import { go, usePlace } from './place.js';

/** A link to a page of the console; opens in place unless the reader asked for a new tab. */
export function Link({ to, children }: { to: string; children: ReactNode }): ReactNode {
  const { path } = usePlace();
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} onClick={follow} aria-current={path === to ? 'page' : undefined}>
      {children}
    </a>
  );
}
