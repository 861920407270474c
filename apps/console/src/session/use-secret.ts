import { useLayoutEffect } from 'react';

/**
 * Hands over the secret of the link that was opened in this tab, and of each further one. The secret leaves the
 * address, and with it the history, before anything else happens.
 * @param take a stable function
 */
export function useSecret(take: (secret: string) => void): void {
  useLayoutEffect(() => {
    const look = (): void => {
      const secret = window.location.hash.slice(1);
      if (secret === '') return;
      window.history.replaceState(null, '', window.location.pathname + window.location.search);
      take(secret);
    };
    look();
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, [take]);
}
