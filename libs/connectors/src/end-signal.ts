/** As much of an `AbortSignal` as is used of it: a real one costs each call more than putting its request together. */
export interface EndSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(event: 'abort', listener: () => void, options?: { once: true }): void;
  removeEventListener(event: 'abort', listener: () => void): void;
}

/** @throws its reason, when it has fired */
export function throwIfEnded(signal: EndSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** Calls back once when the signal fires; returns how to forget about it, so that long-lived signals gather nothing. */
export function onAbort(signal: EndSignal | undefined, then: (reason: Error) => void): () => void {
  if (!signal) return nothing;
  const listener = (): void => then(reasonOf(signal));
  if (signal.aborted) {
    listener();
    return nothing;
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

const nothing = (): void => {};

const reasonOf = ({ reason }: EndSignal): Error =>
  reason instanceof Error ? reason : new Error('the call was given up');
