import type { FenceReplica } from '@app/fence';

type OpenCall = Readonly<{ chain: readonly string[]; recheck: () => Error | null; abort: (reason: Error) => void }>;

/** Calls that are with an upstream now, by everybody in whose name they are made: a leaver's calls are cut (R-AGT-2). */
export class OpenCalls {
  private readonly byPrincipal = new Map<string, Set<OpenCall>>();

  constructor(fence: Pick<FenceReplica, 'onChange'>) {
    fence.onChange((ids) => this.cut(ids));
  }

  /**
   * @param recheck why the call may not go on, asked again whenever somebody in its chain changes
   * @returns the signal that ends the call, and how to take it off the list
   */
  open(
    chain: readonly string[],
    recheck: () => Error | null,
  ): { signal: AbortSignal; abort: (reason: Error) => void; close: () => void } {
    const end = new AbortController();
    const abort = (reason: Error): void => end.abort(reason);
    const call: OpenCall = { chain, recheck, abort };
    for (const id of chain) this.of(id).add(call);
    return { signal: end.signal, abort, close: () => this.forget(call) };
  }

  private cut(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      for (const { recheck, abort } of this.byPrincipal.get(id) ?? []) {
        const reason = recheck();
        if (reason) abort(reason);
      }
    }
  }

  private of(id: string): Set<OpenCall> {
    const known = this.byPrincipal.get(id);
    if (known) return known;
    const calls = new Set<OpenCall>();
    this.byPrincipal.set(id, calls);
    return calls;
  }

  private forget(call: OpenCall): void {
    for (const id of call.chain) {
      const calls = this.byPrincipal.get(id);
      calls?.delete(call);
      if (calls?.size === 0) this.byPrincipal.delete(id);
    }
  }
}
