import type { Doer, Needs, Raise, Usage, UsageStore } from '@app/access';

type Counted = Pick<UsageStore, 'lookUp' | 'note' | 'raise' | 'mark' | 'usedIn'>;

/** What was used, in memory: one session that never ends. */
export class Counting implements Counted {
  readonly used = new Map<string, number>();
  readonly marks = new Set<string>();
  noted = 0;
  lookups = 0;
  /** Runs before each raise, as another replica may come first. */
  meanwhile: () => void = () => undefined;

  /** What was looked up may be old when it arrives, as with a database. */
  async lookUp(_doer: Doer, { counters, called }: Needs): Promise<Usage> {
    this.lookups += 1;
    const usage = Object.fromEntries(counters.map(({ key }) => [key, this.used.get(key) ?? 0]));
    const found = { session: 'session', usage, ...(called && { called: [...this.marks] }) };
    await new Promise((resolve) => setTimeout(resolve, 5));
    return found;
  }

  usedIn(_tenant: string, _session: string | null, counters: Needs['counters']): Promise<Record<string, number>> {
    return Promise.resolve(Object.fromEntries(counters.map(({ key }) => [key, this.used.get(key) ?? 0])));
  }

  note(): void {
    this.noted += 1;
  }

  raise(
    _tenant: string,
    _session: string | null,
    raises: readonly Raise[],
  ): Promise<'raised' | 'used-up' | 'overtaken'> {
    this.meanwhile();
    for (const { key, amount, limit, seen } of raises) {
      const used = this.used.get(key) ?? 0;
      if (limit !== null && used + amount > limit) return Promise.resolve('used-up');
      if (seen !== null && used !== seen) return Promise.resolve('overtaken');
    }
    for (const { key, amount } of raises) this.used.set(key, (this.used.get(key) ?? 0) + amount);
    return Promise.resolve('raised');
  }

  mark(_tenant: string, _session: string, marks: readonly string[]): Promise<void> {
    marks.forEach((mark) => this.marks.add(mark));
    return Promise.resolve();
  }
}
