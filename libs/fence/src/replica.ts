import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bell, Surroundings } from '@app/kernel';
import { Db } from '@app/database';
import { Freshness, type Moment } from './core/freshness.js';
import { Ears } from './ears.js';
import { Following } from './following.js';
import { type Care, leasesOf, longestLease } from './leases.js';
import { Picture } from './picture.js';
import { Reaping } from './reaping.js';
import { CHANNEL, ReplicaLine } from './replica-line.js';
import type { Follower, Standing } from './snapshot.js';

/**
 * The deciding side of the fence: a picture of all standings in memory, and the knowledge until when it may be decided
 * by. One per deciding process. It closes by itself when it cannot prove to be current (R-FEN-2).
 */
@Injectable()
export class FenceReplica implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('FenceReplica');
  private readonly freshness = new Freshness();
  private readonly bell = new Bell();
  private readonly reaping = new Reaping();
  private readonly asking: (() => void)[] = [];
  private readonly picture = new Picture();
  private readonly following: Following;
  private readonly ears = new Ears();
  private readonly leases: Readonly<Record<Care, number>>;
  private readonly longestLeaseMs: number;
  private line: ReplicaLine | undefined;
  private current: string | undefined;
  private former: string | undefined;
  private troubled = false;
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly surroundings: Surroundings,
  ) {
    this.following = new Following(db, this.picture, this.freshness);
    this.leases = leasesOf(surroundings);
    this.longestLeaseMs = longestLease(surroundings);
  }

  /** Its row in `fence_replica`; another one after each registration. Empty before the first. */
  get id(): string {
    return this.current ?? '';
  }

  /** The fence number that its picture shows. */
  get seq(): number {
    return this.picture.seq;
  }

  /** How long ago it last knew to be current, in milliseconds; Infinity before that. */
  get ageMs(): number {
    return this.freshness.age(now());
  }

  /** Whether notifications reach it; without them it asks once a heartbeat. Undefined until that is known. */
  get isWoken(): boolean | undefined {
    return this.ears.work;
  }

  /**
   * Without this no decision may be made, forwarded or released.
   * @param care `read` for a tool that only reads, and while the tool is not yet known
   */
  isFresh(care: Care = 'strict'): boolean {
    return this.freshness.holds(now(), this.leases[care]);
  }

  standing(id: string): Standing | undefined {
    return this.picture.of(id);
  }

  /** Before the start: what else shall change together with the standings. */
  follow(follower: Follower): void {
    if (this.running) throw new Error('a follower must be there before the replica starts');
    this.following.follow(follower);
  }

  /** Called after persons or agents with these ids have changed, for instance to cut their streams. */
  onChange(listener: (ids: ReadonlySet<string>) => void): void {
    this.following.onChange(listener);
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
        this.picture.doubt();
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
    this.line ??= await this.open();
    this.current ??= await this.line.register(this.longestLeaseMs, this.former);
    const noted = now();
    if (!(await this.line.keep(this.current, this.picture.head ?? {}, this.longestLeaseMs))) {
      return this.startAgain('its row was reaped');
    }
    const head = await this.line.head();
    if (head.seq < this.picture.seq) {
      return this.startAgain(`the fence went back from ${this.picture.seq} to ${head.seq}`);
    }
    const { head: shown } = this.picture;
    // behind a pooler the connection outlives the server
    if (shown && shown.server !== head.server) return this.startAgain('another server answers');
    if (!shown || head.seq > shown.seq) {
      await this.following.catchUp(head);
      this.bell.ring(); // to acknowledge it
    }
    // what was applied is at least the head of a moment after `noted`, whether read here or in the snapshot
    this.freshness.extend(noted);
    await this.reaping.lookAround(this.line, this.current, noted.monotonic);
  }

  private async open(): Promise<ReplicaLine> {
    const { databaseUrl, fenceDatabaseUrl = databaseUrl, fenceLeaseMs } = this.surroundings;
    const line = await ReplicaLine.open(fenceDatabaseUrl, 2 * fenceLeaseMs, (told) => {
      this.ears.heard(told);
      this.bell.ring();
    });
    void this.listen();
    return line;
  }

  private async listen(): Promise<void> {
    const tell = (word: string) => this.db.lookUp('SELECT pg_notify($1, $2)', [CHANNEL, word]);
    if ((await this.ears.test(tell)) !== false || this.stopping) return;
    this.log.warn(
      `no notification of the database arrives, as behind a pooler in transaction mode: asking every ` +
        `${this.surroundings.fenceHeartbeatMs} ms instead. SURETY_FENCE_DATABASE_URL takes a direct address.`,
    );
  }

  /** Closed until it has registered and read everything again. */
  private startAgain(reason: string): void {
    this.log.error(`starts again: ${reason}`);
    this.freshness.end();
    this.former = this.current;
    this.current = undefined;
    this.picture.forget();
    this.bell.ring();
  }
}

const now = (): Moment => ({ monotonic: performance.now(), wall: Date.now() });
