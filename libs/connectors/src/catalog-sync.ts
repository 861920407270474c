import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Actor, Refusal, system } from '@app/kernel';
import { Health, type ToolRow, Tools, seenIn } from '@app/catalog';
import { Db } from '@app/database';
import { Upstreams } from './upstreams.js';

type Settings = Readonly<{ tenant: string; recheckMs: number }>;
const MOST_ATTEMPTS = 3;
/** How many servers are read at once, so that those that are slow keep nobody waiting. */
const LANES = 8;
/** A server that tells of changes all the time is read once in so long; calls of its tools read it anyway. */
const TOLD_MS = 1_000;
/** `startedAt`: on our monotonic clock, before the first question was sent. */
type Flight = Readonly<{ startedAt: number; done: Promise<void> }>;

/**
 * Keeps the catalog as the servers are: when they say that something has changed, from time to time, and before a call
 * when nobody has looked for longer than the server's `recheckSeconds`. What it finds has reached every gateway when it is
 * done, as with every write that access is computed from.
 */
@Injectable()
export class CatalogSync implements OnApplicationShutdown {
  private readonly log = new Logger('CatalogSync');
  /** When the last reading that counts was begun; of ours, or of another replica. */
  private readonly readings = new Map<string, number>();
  /** What was read before this tells nothing: something has changed since. */
  private readonly doubts = new Map<string, number>();
  private readonly settings = new Map<string, Settings>();
  private readonly flights = new Map<string, Flight>();
  private readonly queued = new Map<string, Promise<void>>();
  /** Servers that were read because they told of a change, until they may be again: whether they told of another. */
  private readonly told = new Map<string, boolean>();
  private stopping = false;

  constructor(
    private readonly db: Db,
    private readonly upstreams: Upstreams,
    private readonly tools: Tools,
    private readonly health: Health,
  ) {
    upstreams.onListChanged((serverId) => this.changed(serverId));
  }

  /**
   * Resolves when the server's tools were read within its `recheckSeconds`, by whichever replica; reads them first if they
   * were not. With 0 the reading begins after this was asked, so the next call after a change is already held.
   * @throws Refusal `server.unknown`, `upstream.*`: nobody knows what the tools mean now, so the call must not go on
   */
  ensureRecent(serverId: string): Promise<void> | undefined {
    const now = performance.now();
    const known = this.settings.get(serverId);
    if (known && (this.readings.get(serverId) ?? -Infinity) > now - known.recheckMs) return undefined;
    return this.recent(serverId, now);
  }

  /**
   * Reads everything that the server offers, now.
   * @returns the server's tools as they stand afterwards
   * @throws Refusal `server.unknown`, `upstream.*`
   */
  async sync(actor: Actor, serverId: string): Promise<ToolRow[]> {
    return this.read(actor, serverId, false);
  }

  /** Reads the servers whose time has come and that no other replica is reading. */
  async round(seconds: number): Promise<void> {
    const due = (await this.health.claim(seconds)).values();
    const lane = async (): Promise<void> => {
      for (const serverId of due) {
        if (this.stopping) return;
        await this.syncAsOurselves(serverId).catch((fault: unknown) => this.warn(serverId, fault));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** The server's row says so now. @param isElsewhere it is reached otherwise than before, so nothing is known of it */
  learn(
    serverId: string,
    { tenant, recheckSeconds }: { tenant: string; recheckSeconds: number },
    isElsewhere: boolean,
  ): void {
    this.settings.set(serverId, { tenant, recheckMs: recheckSeconds * 1000 });
    if (isElsewhere) this.doubt(serverId);
  }

  onApplicationShutdown(): void {
    this.stopping = true;
  }

  /** What is known is old from this moment on, also when the reading that follows fails. */
  private changed(serverId: string): void {
    if (this.stopping) return;
    this.doubt(serverId);
    if (this.told.has(serverId)) return void this.told.set(serverId, true);
    this.told.set(serverId, false);
    const reading = this.after(serverId, performance.now(), () => this.syncAsOurselves(serverId));
    void reading
      .catch((fault: unknown) => this.warn(serverId, fault))
      .then(() => pause(TOLD_MS, undefined, { ref: false }))
      .then(() => {
        const isTold = this.told.get(serverId);
        this.told.delete(serverId);
        if (isTold) this.changed(serverId);
      });
  }

  private doubt(serverId: string): void {
    this.doubts.set(serverId, performance.now());
    this.readings.delete(serverId);
  }

  private async recent(serverId: string, asked: number): Promise<void> {
    const { recheckMs } = this.settings.get(serverId) ?? (await this.settingsOf(serverId));
    const oldest = Math.max(asked - recheckMs, this.doubts.get(serverId) ?? -Infinity);
    if (recheckMs > 0) {
      if ((this.readings.get(serverId) ?? -Infinity) > oldest) return;
      const before = performance.now();
      const age = await this.health.age(serverId);
      if (age !== null && before - age * 1000 > oldest) return this.note(serverId, before - age * 1000);
      if ((this.readings.get(serverId) ?? -Infinity) > oldest) return; // meanwhile
    }
    await this.after(serverId, oldest, async () => {
      const { tenant } = this.settings.get(serverId) ?? (await this.settingsOf(serverId));
      await this.read(system('catalog-sync', tenant), serverId, true);
    });
  }

  /** Joins a reading that began no earlier than `oldest`; else one begins when the present one is over, for all who wait. */
  private after(serverId: string, oldest: number, work: () => Promise<unknown>): Promise<void> {
    const flight = this.flights.get(serverId);
    if (!flight) return this.fly(serverId, work);
    if (flight.startedAt >= oldest) return flight.done;
    const waiting = this.queued.get(serverId);
    if (waiting) return waiting;
    const next = flight.done
      .catch(() => undefined) // who waited for that one hears of it
      .then(() => {
        this.queued.delete(serverId);
        return this.after(serverId, Infinity, work);
      });
    this.queued.set(serverId, next);
    return next;
  }

  private fly(serverId: string, work: () => Promise<unknown>): Promise<void> {
    const startedAt = performance.now();
    const running = work().then(() => undefined);
    const done = running.finally(() => this.flights.delete(serverId));
    this.flights.set(serverId, { startedAt, done });
    return done;
  }

  private async syncAsOurselves(serverId: string): Promise<void> {
    const { tenant } = this.settings.get(serverId) ?? (await this.settingsOf(serverId));
    await this.sync(system('catalog-sync', tenant), serverId);
  }

  private warn(serverId: string, fault: unknown): void {
    if (!this.stopping) this.log.warn(`server ${serverId} could not be read: ${String(fault)}`);
  }

  private async read(actor: Actor, serverId: string, onlyTools: boolean): Promise<ToolRow[]> {
    try {
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
        const startedAt = performance.now();
        const { at, version, address } = await this.health.outset(serverId);
        const { offered, leftOut } = await this.upstreams.read(serverId, onlyTools, address);
        const { tools, isOvertaken } = await this.tools.pinReading(actor, serverId, offered, version);
        if (isOvertaken) continue; // it has released nothing, and may have read the server where it was before
        this.note(serverId, startedAt);
        await this.health.noteRead(serverId, at, [...leftOut, ...seenIn(offered).leftOut]);
        return tools;
      }
      throw new Refusal('upstream.unavailable', 'it changes faster than it can be read');
    } catch (fault) {
      const said = fault instanceof Refusal ? [fault.code, fault.detail].filter(Boolean).join(': ') : 'it failed';
      await this.health.noteFailed(serverId, said).catch(() => undefined); // the fault itself is what the caller hears
      throw fault;
    }
  }

  private note(serverId: string, startedAt: number): void {
    if (startedAt < (this.doubts.get(serverId) ?? -Infinity)) return;
    this.readings.set(serverId, Math.max(startedAt, this.readings.get(serverId) ?? -Infinity));
  }

  private async settingsOf(serverId: string): Promise<Settings> {
    const [row] = await this.db.readEveryTenant((tx) =>
      tx.query<{ tenant: string; recheckSeconds: number }[]>(
        'SELECT tenant_id AS tenant, recheck_seconds AS "recheckSeconds" FROM mcp_server WHERE id = $1',
        [serverId],
      ),
    );
    if (!row) throw new Refusal('server.unknown', serverId);
    this.learn(serverId, row, false);
    return { tenant: row.tenant, recheckMs: row.recheckSeconds * 1000 };
  }
}
