import { Refusal, canonicalJson } from '@app/kernel';
import { bridged } from './core/bridged.js';
import { type EndSignal, onAbort } from './end-signal.js';
import type { Dialogue } from './dialogue.js';
import type { Session } from './session.js';
import { Supervised } from './supervised.js';

const IDLE_MS = 600_000;
const LOOK_MS = 60_000;
/** Who waits until another client's session can be given up. */
const MOST_WAITING = 64;
/** Of the sessions, and of the places in line, one caller has no more than a part, whatever it declares. */
const SHARE = 1 / 4;
const LEAST_SHARE = 2;

type Latest = Readonly<{ shared: Session; dialogue: Dialogue }>;
type Lane = {
  readonly caller: string;
  readonly supervised: Supervised;
  latest: Latest;
  users: number;
  idleSince: number;
};

/**
 * The sessions that single clients have with one upstream of the handshake era. One serves one client and what that client
 * declared, never two: the upstream would ask the one what the other is to answer.
 */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly waiting: { caller: string; next: () => void }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /**
   * Sessions that nobody uses make room for others; who finds none waits.
   * @throws Refusal `upstream.busy` when too many wait already; as the work
   */
  async use<T>(latest: Latest, signal: EndSignal, work: (session: Session) => Promise<T>): Promise<T> {
    const { shared, dialogue } = latest;
    const key = canonicalJson([dialogue.key, bridged(dialogue.capabilities)]);
    const { caller } = dialogue.key;
    while (!this.lanes.has(key) && !this.hasRoom(shared.mostBranches, caller)) await this.turn(signal, caller);
    if (this.closed) throw new Refusal('upstream.unavailable');
    const lane = this.lanes.get(key) ?? this.open(key, latest);
    lane.latest = latest;
    lane.users += 1;
    try {
      return await work(await lane.supervised.session(signal));
    } finally {
      lane.users -= 1;
      lane.idleSince = performance.now();
      if (lane.users === 0) this.wake();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    this.wake();
    await Promise.all([...this.lanes.keys()].map((key) => this.drop(key)));
  }

  private open(key: string, latest: Latest): Lane {
    const supervised: Supervised = new Supervised(() => lane.latest.shared.branch(lane.latest.dialogue));
    const { caller } = latest.dialogue.key;
    const lane: Lane = { caller, supervised, latest, users: 0, idleSince: performance.now() };
    this.lanes.set(key, lane);
    this.timer ??= setInterval(() => this.sweep(), LOOK_MS).unref();
    return lane;
  }

  /** Whether one more may be opened for this caller; gives up one that nobody uses, if it must. */
  private hasRoom(most: number, caller: string): boolean {
    if (this.closed) return true;
    const own = [...this.lanes].filter(([, lane]) => lane.caller === caller);
    if (own.length >= shareOf(most)) return this.givesUp(own);
    return this.lanes.size < most || this.givesUp([...this.lanes]);
  }

  /** Of those that nobody uses, the one that was unused for the longest time. @returns whether there was one */
  private givesUp(lanes: readonly (readonly [string, Lane])[]): boolean {
    const idle = lanes.filter(([, { users }]) => users === 0);
    const [oldest] = idle.sort(([, a], [, b]) => a.idleSince - b.idleSince);
    if (oldest) void this.drop(oldest[0]);
    return oldest !== undefined;
  }

  private wake(): void {
    for (const { next } of this.waiting.splice(0)) next();
  }

  private turn(signal: EndSignal, caller: string): Promise<void> {
    const own = this.waiting.filter((each) => each.caller === caller).length;
    if (this.waiting.length >= MOST_WAITING || own >= shareOf(MOST_WAITING)) throw new Refusal('upstream.busy');
    return new Promise((resolve, reject) => {
      const next = (): void => {
        forget();
        resolve();
      };
      const place = { caller, next };
      this.waiting.push(place);
      const forget = onAbort(signal, (reason) => {
        const at = this.waiting.indexOf(place);
        if (at !== -1) this.waiting.splice(at, 1);
        reject(reason);
      });
    });
  }

  private sweep(): void {
    const before = performance.now() - IDLE_MS;
    for (const [key, { users, idleSince }] of this.lanes) {
      if (users === 0 && idleSince < before) void this.drop(key);
    }
  }

  private async drop(key: string): Promise<void> {
    const lane = this.lanes.get(key);
    this.lanes.delete(key);
    if (this.lanes.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    await lane?.supervised.close().catch(() => undefined); // it is out of use either way
  }
}

const shareOf = (most: number): number => Math.max(LEAST_SHARE, most * SHARE);
