/**
 * A moment on both clocks of this process, in milliseconds. `monotonic` cannot be set but stands still while the machine
 * sleeps; `wall` runs on in sleep but can be set. Only what holds on both is believed.
 */
export type Moment = Readonly<{ monotonic: number; wall: number }>;

/** How long ago a replica knew that it was current. It begins closed, and closes by itself unless it is extended. */
export class Freshness {
  private noted: Moment = { monotonic: -Infinity, wall: -Infinity };

  /** @param noted taken before the request that read the head was sent: from then on the head may have moved */
  extend(noted: Moment): void {
    this.noted = noted;
  }

  end(): void {
    this.noted = { monotonic: -Infinity, wall: -Infinity };
  }

  /** How old the knowledge is, in milliseconds, by the clock that says more; Infinity without any. */
  age({ monotonic, wall }: Moment): number {
    return Math.max(monotonic - this.noted.monotonic, wall - this.noted.wall);
  }

  /** @param leaseMs how old the knowledge may be for what is to be decided */
  holds({ monotonic, wall }: Moment, leaseMs: number): boolean {
    return monotonic - this.noted.monotonic < leaseMs && wall - this.noted.wall < leaseMs;
  }
}
