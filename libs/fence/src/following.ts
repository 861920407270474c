import { Logger } from '@nestjs/common';
import { within } from '@app/kernel';
import type { Db } from '@app/database';
import type { Freshness } from './core/freshness.js';
import type { Picture } from './picture.js';
import { type Follower, type Head, type Snapshot, readSnapshot } from './snapshot.js';

/** A load may take longer than the lease when there is much to read; one that hangs must not hang for ever. */
const LOAD_TIMEOUT_MS = 30_000;

/** How a picture, and all that changes together with it, follows the fence. */
export class Following {
  private readonly log = new Logger('FenceReplica');
  private readonly followers: Follower[] = [];
  private readonly listeners: ((ids: ReadonlySet<string>) => void)[] = [];

  constructor(
    private readonly db: Db,
    private readonly picture: Picture,
    private readonly freshness: Freshness,
  ) {}

  follow(follower: Follower): void {
    this.followers.push(follower);
  }

  onChange(listener: (ids: ReadonlySet<string>) => void): void {
    this.listeners.push(listener);
  }

  /** Reads what has changed, puts it in force and tells of it. */
  async catchUp(head: Head): Promise<void> {
    const since = this.picture.head?.seq ?? null;
    const snapshot = await within(LOAD_TIMEOUT_MS, readSnapshot(this.db, since, this.followers));
    if (snapshot.server !== head.server) throw new Error('the snapshot is of another server');
    if (snapshot.seq < head.seq) throw new Error(`the snapshot shows ${snapshot.seq}, the fence is at ${head.seq}`);
    const changed = this.apply(snapshot);
    if (changed.size === 0) return;
    for (const listener of this.listeners) {
      try {
        listener(changed);
      } catch (fault) {
        this.log.error(`a listener failed: ${String(fault)}`);
      }
    }
  }

  /** In one go: between two decisions, never in the midst of one. Half of it is never believed. */
  private apply(snapshot: Snapshot): Set<string> {
    try {
      for (const step of snapshot.apply) step();
    } catch (fault) {
      this.freshness.end();
      throw fault;
    }
    return this.picture.apply(snapshot);
  }
}
