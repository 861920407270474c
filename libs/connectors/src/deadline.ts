import { Refusal } from '@app/kernel';

/**
 * Runs `work` under a signal that fires when the caller's does or when the time is over.
 * @param ms time for the whole work
 */
export async function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const own = new AbortController();
  const forward = (): void => own.abort(signal?.reason);
  const timer = setTimeout(() => own.abort(new Refusal('upstream.timeout')), ms);
  signal?.addEventListener('abort', forward, { once: true });
  try {
    return await work(own.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}
