/**
 * A moment on both clocks of this process, in milliseconds. `monotonic` cannot be set but stands still while the machine
 * sleeps; `wall` runs on in sleep but can be set. Only what holds on both is believed.
 */
export type Moment = Readonly<{ monotonic: number; wall: number }>;

/** Until when a replica may decide. It begins closed, and closes by itself unless it is extended. */
export class Freshness {
  private untilMonotonic = -Infinity;
  private untilWall = -Infinity;

  /** @param noted taken before the request that read the head was sent: from then on the head may have moved */
  extend(noted: Moment, leaseMs: number): void {
    this.untilMonotonic = noted.monotonic + leaseMs;
    this.untilWall = noted.wall + leaseMs;
  }

  end(): void {
    this.untilMonotonic = -Infinity;
    this.untilWall = -Infinity;
  }

  holds(monotonic: number, wall: number): boolean {
    return monotonic < this.untilMonotonic && wall < this.untilWall;
  }
}
