import type { Head, Snapshot, Standing } from './snapshot.js';

/** All standings as of one fence number on one server. */
export class Picture {
  private standings = new Map<string, Standing>();
  private shown: Head | undefined;
  /** Read on this connection, or before it: then another server may have other commits, and all is read again. */
  private believed = false;

  /** The fence number that it shows; -1 before the first. */
  get seq(): number {
    return this.shown?.seq ?? -1;
  }

  /** What may be acknowledged, and read on from. */
  get head(): Head | undefined {
    return this.believed ? this.shown : undefined;
  }

  of(id: string): Standing | undefined {
    return this.standings.get(id);
  }

  /** It is shown on, within the lease, but no longer read on from. */
  doubt(): void {
    this.believed = false;
  }

  /** As if nothing had been read yet. */
  forget(): void {
    this.believed = false;
    this.shown = undefined;
  }

  /** In one go: between two decisions, never in the midst of one. @returns who is different now */
  apply({ seq, server, standings }: Snapshot): Set<string> {
    const whole = !this.believed;
    const changed = new Set<string>();
    for (const [id, now] of standings) if (!same(this.standings.get(id), now)) changed.add(id);
    if (whole) for (const id of this.standings.keys()) if (!standings.has(id)) changed.add(id);
    if (whole) this.standings = new Map(standings);
    else for (const [id, now] of standings) this.standings.set(id, now);
    this.shown = { seq, server };
    this.believed = true;
    return changed;
  }
}

const same = (a: Standing | undefined, b: Standing): boolean =>
  a?.status === b.status && a.epoch === b.epoch && a.ownerId === b.ownerId && a.parentId === b.parentId;
