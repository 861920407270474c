import { Refusal } from '@app/kernel';

/**
 * Runs `work` under a signal that fires when the caller's does or when the time is over.
 * @param ms time for the whole work, progress or not
 */
export async function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const end = new AbortController();
  const forward = (): void => end.abort(signal?.reason);
  const timer = setTimeout(() => end.abort(new Refusal('upstream.timeout')), ms);
  signal?.addEventListener('abort', forward, { once: true });
  try {
    return await work(end.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}

/** Calls back once when the signal fires; returns how to forget about it, so that long-lived signals gather nothing. */
export function onAbort(signal: AbortSignal | undefined, then: (reason: Error) => void): () => void {
  if (!signal) return () => {};
  const listener = (): void => then(reasonOf(signal));
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

const reasonOf = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new Error('the call was given up');
