import { useEffect } from 'react';

/** The words in the browser's tab. */
export function useTitle(page: string): void {
  useEffect(() => {
    document.title = `${page} · Surety`;
  }, [page]);
}
