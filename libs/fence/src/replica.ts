import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bell, Surroundings, within } from '@app/kernel';
import { Db } from '@app/database';
import { Freshness } from './core/freshness.js';
import { Silence } from './core/silence.js';
import { ReplicaLine } from './replica-line.js';
import { type Follower, type Snapshot, type Standing, readSnapshot } from './snapshot.js';

/** A load may take longer than the lease when there is much to read; one that hangs must not hang for ever. */
const LOAD_TIMEOUT_MS = 30_000;
/** Longer than any lease that the settings allow, by far. */
const REAP_AFTER_MS = 180_000;
const REAP_EVERY_MS = 10_000;

/**
 * The deciding side of the fence: a picture of all standings in memory, and the knowledge until when it may be decided
 * by. One per deciding process. It closes by itself when it cannot prove to be current (R-FEN-2).
 */
@Injectable()
export class FenceReplica implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('FenceReplica');
  private readonly freshness = new Freshness();
  private readonly bell = new Bell();
  private readonly silence = new Silence(REAP_AFTER_MS);
  private readonly followers: Follower[] = [];
  private readonly listeners: ((ids: ReadonlySet<string>) => void)[] = [];
  private readonly asking: (() => void)[] = [];
  private standings = new Map<string, Standing>();
  private line: ReplicaLine | undefined;
  private current: string | undefined;
  private former: string | undefined;
  private applied = -1;
  /** Whether the picture was read on this connection or before it: another server may have other commits. */
  private complete = false;
  private lookedAround = -Infinity;
  private troubled = false;
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly surroundings: Surroundings,
  ) {}

  /** Its row in `fence_replica`; another one after each registration. Empty before the first. */
  get id(): string {
    return this.current ?? '';
  }

  /** The fence number that its picture shows. */
  get seq(): number {
    return this.applied;
  }

  /** Without this no decision may be made, forwarded or released. */
  isFresh(): boolean {
    return this.freshness.holds(performance.now(), Date.now());
  }

  standing(id: string): Standing | undefined {
    return this.standings.get(id);
  }

  /** Before the start: what else shall change together with the standings. */
  follow(follower: Follower): void {
    if (this.running) throw new Error('a follower must be there before the replica starts');
    this.followers.push(follower);
  }

  /** Called after persons or agents with these ids have changed, for instance to cut their streams. */
  onChange(listener: (ids: ReadonlySet<string>) => void): void {
    this.listeners.push(listener);
  }

  /** One round at once. Resolves also when it failed: ask `isFresh` and `seq`. */
  sync(): Promise<void> {
    return new Promise((resolve) => {
      if (this.stopping || !this.running) return resolve();
      this.asking.push(resolve);
      this.bell.ring();
    });
  }

  /** Resolves after the first rounds, whether or not they succeeded. */
  async start(): Promise<void> {
    this.running = this.run();
    await this.sync();
  }

  /** Its row goes only when it can no longer decide: until then writers must wait for it. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
    this.freshness.end();
    if (this.line && this.current) await this.line.leave(this.current).catch(() => undefined);
    await this.line?.close();
  }

  onApplicationBootstrap(): Promise<void> {
    return this.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const answered = this.asking.splice(0);
      try {
        await this.round();
        this.troubled = false;
      } catch (trouble) {
        if (!this.troubled) this.log.warn(`cut off from the fence: ${String(trouble)}`);
        this.troubled = true;
        this.complete = false;
        await this.line?.close();
        this.line = undefined;
      }
      for (const answer of answered) answer();
      if (!this.stopping) await this.bell.wait(this.surroundings.fenceHeartbeatMs);
    }
    for (const answer of this.asking.splice(0)) answer();
  }

  /**
   * Acknowledge, then, as a statement of its own, read the head. In one statement the head would be read by a snapshot
   * older than the commit of the acknowledgement, and a slow commit would prolong the life of an old picture.
   */
  private async round(): Promise<void> {
    const { databaseUrl, fenceLeaseMs } = this.surroundings;
    this.line ??= await ReplicaLine.open(databaseUrl, 2 * fenceLeaseMs, () => this.bell.ring());
    this.current ??= await this.line.register(fenceLeaseMs, this.former);
    const noted = { monotonic: performance.now(), wall: Date.now() };
    if (!(await this.line.keep(this.current, this.applied, fenceLeaseMs))) return this.startAgain('its row was reaped');
    const head = await this.line.head();
    if (head < this.applied) return this.startAgain(`the fence went back from ${this.applied} to ${head}`);
    if (!this.complete || head > this.applied) {
      await this.catchUp(head);
      this.bell.ring(); // to acknowledge it
    }
    // what was applied is at least the head of a moment after `noted`, whether read here or in the snapshot
    this.freshness.extend(noted, fenceLeaseMs);
    await this.lookAround(this.line, this.current);
  }

  /** Closed until it has registered and read everything again. */
  private startAgain(reason: string): void {
    this.log.error(`starts again: ${reason}`);
    this.freshness.end();
    this.former = this.current;
    this.current = undefined;
    this.applied = -1;
    this.complete = false;
    this.bell.ring();
  }

  private async catchUp(head: number): Promise<void> {
    const since = this.complete ? this.applied : null;
    const snapshot = await within(LOAD_TIMEOUT_MS, readSnapshot(this.db, since, this.followers));
    if (snapshot.seq < head) throw new Error(`the snapshot shows ${snapshot.seq}, the fence is at ${head}`);
    const changed = this.apply(snapshot, since === null);
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
  private apply({ seq, standings, apply }: Snapshot, whole: boolean): Set<string> {
    try {
      for (const step of apply) step();
    } catch (fault) {
      this.freshness.end();
      throw fault;
    }
    const changed = new Set<string>();
    for (const [id, now] of standings) if (!same(this.standings.get(id), now)) changed.add(id);
    if (whole) for (const id of this.standings.keys()) if (!standings.has(id)) changed.add(id);
    this.standings = whole ? new Map(standings) : this.standings;
    if (!whole) for (const [id, now] of standings) this.standings.set(id, now);
    this.applied = seq;
    this.complete = true;
    return changed;
  }

  /** A dead replica's row delays every writer by its lease; any living replica removes it. */
  private async lookAround(line: ReplicaLine, id: string): Promise<void> {
    const now = performance.now();
    if (now - this.lookedAround < REAP_EVERY_MS) return;
    this.lookedAround = now;
    for (const gone of this.silence.observe(await line.others(id), now)) {
      if (await line.reap(gone)) this.log.warn(`removed the row of replica ${gone.id}, which is silent`);
    }
  }
}

const same = (a: Standing | undefined, b: Standing): boolean =>
  a?.status === b.status && a.epoch === b.epoch && a.ownerId === b.ownerId;
