import type { FenceReplica } from '@app/fence';

type OpenCall = Readonly<{ chain: readonly string[]; recheck: () => Error | null; abort: (reason: Error) => void }>;
type Changing = Readonly<{ onChange: (listener: () => void) => void }>;
/** What an open call can do about itself. */
export type Opened = Readonly<{ signal: AbortSignal; abort: (reason: Error) => void; close: () => void }>;

/**
 * Calls that are with an upstream now, by everybody in whose name they are made: a leaver's calls are cut (R-AGT-2).
 * When access or tokens change, all of them are judged again, because any may have lost what it rests on.
 */
export class OpenCalls {
  private readonly byPrincipal = new Map<string, Set<OpenCall>>();
  private readonly all = new Set<OpenCall>();

  /** @param others tell that something has changed, and not for whom */
  constructor(fence: Pick<FenceReplica, 'onChange'>, ...others: readonly Changing[]) {
    fence.onChange((ids) => this.look([...ids].flatMap((id) => [...(this.byPrincipal.get(id) ?? [])])));
    for (const other of others) other.onChange(() => this.look([...this.all]));
  }

  /** How many are out. */
  get size(): number {
    return this.all.size;
  }

  /**
   * @param recheck why the call may not go on, asked again whenever that may have changed
   * @returns the signal that ends the call, and how to take it off the list
   */
  open(chain: readonly string[], recheck: () => Error | null): Opened {
    const end = new AbortController();
    const abort = (reason: Error): void => end.abort(reason);
    const call: OpenCall = { chain, recheck, abort };
    this.all.add(call);
    for (const id of chain) this.of(id).add(call);
    return { signal: end.signal, abort, close: () => this.forget(call) };
  }

  private look(calls: readonly OpenCall[]): void {
    for (const { recheck, abort } of calls) {
      const reason = judged(recheck);
      if (reason) abort(reason);
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
    this.all.delete(call);
    for (const id of call.chain) {
      const calls = this.byPrincipal.get(id);
      calls?.delete(call);
      if (calls?.size === 0) this.byPrincipal.delete(id);
    }
  }
}

/** A call that cannot be judged ends, and the others are judged all the same. */
function judged(recheck: () => Error | null): Error | null {
  try {
    return recheck();
  } catch (fault) {
    return fault instanceof Error ? fault : new Error(String(fault));
  }
}
