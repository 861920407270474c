import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Refusal } from '@app/kernel';
import { Sealer } from '@app/database';
import { Allowance } from './allowance.js';
import { MailStore } from './mail-store.js';

/** After a look that failed, in milliseconds. */
const AGAIN_MS = 1_000;

type Taker = (body: unknown) => void;

/**
 * Messages between gateway processes: whoever knows an address leaves something there, and whoever takes what comes to it
 * gets it, in whichever process. Addresses are random and known to those two alone; what waits in the database is sealed
 * and is thrown away after some minutes. What is taken is given once.
 */
@Injectable()
export class Mailbox implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Mailbox');
  private readonly takers = new Map<string, Taker>();
  private readonly hearers: ((word: string) => void)[] = [];
  /** By address: what must be over before the next message there is posted or given, so that their order is kept. */
  private readonly pending = new Map<string, Promise<unknown>>();
  private readonly wanted = new Set<string>();
  private readonly allowance = new Allowance();
  private lastLook: Promise<void> = Promise.resolve();
  private nextLook: Promise<void> | undefined;

  constructor(
    private readonly store: MailStore,
    @Inject(Sealer) private readonly sealer: Pick<Sealer, 'seal' | 'open'>,
  ) {}

  onApplicationBootstrap(): void {
    this.store.listen(
      (address) => this.collect(address === null ? [...this.takers.keys()] : [address]),
      (word) => this.hearers.forEach((hear) => hear(word)),
    );
  }

  /** A new one that nobody can guess. */
  address(): string {
    return randomBytes(18).toString('base64url');
  }

  /**
   * Leaves messages (JSON values) at an address, in this order. Where this process takes from it itself, they are given at once.
   * @throws Refusal mcp-mailbox.full, database.unavailable
   */
  post(address: string, ...bodies: readonly unknown[]): Promise<void> {
    return this.postFor(null, address, ...bodies);
  }

  /** The same on behalf of somebody, who may leave so much and no more in the database. @throws as `post` */
  postFor(owner: string | null, address: string, ...bodies: readonly unknown[]): Promise<void> {
    const taker = this.takers.get(address);
    if (taker && !this.pending.has(address)) return Promise.resolve(bodies.forEach((body) => this.hand(taker, body)));
    return this.inTurn(address, async () => {
      const now = this.takers.get(address);
      if (now) return bodies.forEach((body) => this.hand(now, body));
      const sealed = bodies.map((body) => this.sealer.seal(placeOf(address), JSON.stringify(body)));
      const size = sealed.reduce((sum, { length }) => sum + length, 0);
      const mayStay = this.allowance.take(owner, size) && (await this.store.put(address, sealed));
      if (!mayStay) throw new Refusal('mcp-mailbox.full');
    });
  }

  /**
   * Takes what comes to an address from now on, in the place of whoever in this process took it before.
   * @param earlier also what was posted before; not asked for at an address that is new
   * @returns ends it
   */
  take(address: string, onMessage: Taker, { earlier = false }: { earlier?: boolean } = {}): () => void {
    this.takers.set(address, onMessage);
    if (earlier) this.collect([address]);
    return () => void (this.takers.get(address) === onMessage && this.takers.delete(address));
  }

  /** Tells every process, this one too, as far as they can be reached: for what may be lost. */
  shout(word: string): void {
    this.store.shout(word).catch((lost: unknown) => this.log.warn(`nobody was told: ${String(lost)}`));
  }

  /** Called for what anybody shouts. */
  hear(listener: (word: string) => void): void {
    this.hearers.push(listener);
  }

  onApplicationShutdown(): Promise<void> {
    this.takers.clear();
    return this.store.close();
  }

  private collect(addresses: readonly string[]): void {
    for (const address of addresses) {
      if (!this.takers.has(address)) continue;
      this.inTurn(address, () => this.fetchSoon(address)).catch((fault: unknown) => {
        this.log.warn(`messages wait longer: ${String(fault)}`);
        setTimeout(() => this.collect([address]), AGAIN_MS).unref();
      });
    }
  }

  /** One look at a time for all addresses: of two, the later could bring what was posted first. */
  private fetchSoon(address: string): Promise<void> {
    this.wanted.add(address);
    this.nextLook ??= this.lastLook.then(() => this.look());
    return this.nextLook;
  }

  private async look(): Promise<void> {
    const addresses = [...this.wanted];
    this.wanted.clear();
    this.lastLook = (this.nextLook ?? Promise.resolve()).catch(() => undefined);
    this.nextLook = undefined;
    for (const { address, body } of await this.store.collect(addresses)) this.give(address, body);
  }

  private give(address: string, sealed: string): void {
    const taker = this.takers.get(address);
    try {
      const body: unknown = JSON.parse(this.sealer.open(placeOf(address), sealed).toString());
      if (taker) this.hand(taker, body);
    } catch (fault) {
      this.log.error(`a message is not taken: ${String(fault)}`);
    }
  }

  /** What becomes of it is not the poster's concern. */
  private hand(taker: Taker, body: unknown): void {
    try {
      taker(body);
    } catch (fault) {
      this.log.error(`a message is not taken: ${String(fault)}`);
    }
  }

  private inTurn<T>(address: string, work: () => Promise<T>): Promise<T> {
    const before = this.pending.get(address) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine
      .catch(() => undefined)
      .then(() => {
        if (this.pending.get(address) === settled) this.pending.delete(address);
      });
    this.pending.set(address, settled);
    return mine;
  }
}

const placeOf = (address: string): string => `mcp_message:${address}`;
