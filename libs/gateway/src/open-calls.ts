import type { FenceReplica } from '@app/fence';

/** What an open call can do about itself. `recheck`: why it may not go on, asked again whenever that may have changed. */
export type OpenCall = Readonly<{
  chain: readonly string[];
  recheck: () => Error | null;
  abort: (reason: Error) => void;
}>;
type Changing = Readonly<{ onChange: (listener: () => void) => void }>;

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

  open(call: OpenCall): void {
    this.all.add(call);
    for (const id of call.chain) this.of(id).add(call);
  }

  close(call: OpenCall): void {
    this.all.delete(call);
    for (const id of call.chain) {
      const calls = this.byPrincipal.get(id);
      calls?.delete(call);
      if (calls?.size === 0) this.byPrincipal.delete(id);
    }
  }

  private look(calls: readonly OpenCall[]): void {
    for (const call of calls) {
      const reason = judged(call);
      if (reason) call.abort(reason);
    }
  }

  private of(id: string): Set<OpenCall> {
    const known = this.byPrincipal.get(id);
    if (known) return known;
    const calls = new Set<OpenCall>();
    this.byPrincipal.set(id, calls);
    return calls;
  }
}

/** A call that cannot be judged ends, and the others are judged all the same. */
function judged(call: OpenCall): Error | null {
  try {
    return call.recheck();
  } catch (fault) {
    return fault instanceof Error ? fault : new Error(String(fault));
  }
}
