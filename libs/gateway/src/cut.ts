/** As much of a signal as calls need of it. */
export type CutSignal = Readonly<{
  aborted: boolean;
  reason: unknown;
  addEventListener: (event: 'abort', listener: () => void, options?: { once: true }) => void;
  removeEventListener: (event: 'abort', listener: () => void) => void;
  throwIfAborted: () => void;
}>;

/** That a call is ended, as a signal tells it: a real one costs each call more than its decision. */
export class Cut implements CutSignal {
  aborted = false;
  reason: Error | undefined = undefined;
  private readonly listeners: (() => void)[] = [];

  addEventListener(_: 'abort', listener: () => void): void {
    this.listeners.push(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    const at = this.listeners.indexOf(listener);
    if (at >= 0) this.listeners.splice(at, 1);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason ?? new Error('the call was given up');
  }

  /** Once. Nobody is left out because another one failed, as with a real signal. */
  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const told of this.listeners.splice(0)) {
      try {
        told();
      } catch (fault) {
        process.nextTick(() => {
          throw fault;
        });
      }
    }
  }
}

/** The same for what takes no other. */
export function asReal(signal: CutSignal): AbortSignal {
  const real = new AbortController();
  const cut = (): void => real.abort(signal.reason);
  if (signal.aborted) cut();
  else signal.addEventListener('abort', cut, { once: true });
  return real.signal;
}
