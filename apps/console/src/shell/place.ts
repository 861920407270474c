import { useSyncExternalStore } from 'react';

/** Where the reader is: the address of the page, without its fragment. */
export type Place = Readonly<{ path: string; query: URLSearchParams }>;

const MOVED = 'surety:moved';
const address = (): string => window.location.pathname + window.location.search;

function subscribe(listener: () => void): () => void {
  for (const event of ['popstate', MOVED]) window.addEventListener(event, listener);
  return () => {
    for (const event of ['popstate', MOVED]) window.removeEventListener(event, listener);
  };
}

export function usePlace(): Place {
  const { pathname, searchParams } = new URL(useSyncExternalStore(subscribe, address), window.location.origin);
  return { path: pathname, query: searchParams };
}

/** Goes to a page of the console. `replace` leaves no step back, for what nobody wants to go back to. */
export function go(to: string, { replace = false } = {}): void {
  if (to === address()) return;
  window.history[replace ? 'replaceState' : 'pushState'](null, '', to);
  window.dispatchEvent(new Event(MOVED));
}
