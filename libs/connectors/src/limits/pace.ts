/** Between two answers a line may say so much in a second: each of these is a line, or so many bytes of one. */
const MOST = 4_000;
const BYTES = 4_096;
const SECOND_MS = 1_000;

/**
 * How fast we listen. An upstream may tell of progress, ask, log and announce as often as it likes, and each of that is
 * work for the one thread that serves everybody: one that floods us is not read for the rest of the second.
 */
export class Pace {
  private spent = 0;
  private since = 0;

  /** @param hold reads nothing more for so many milliseconds */
  constructor(private readonly hold: (ms: number) => void) {}

  /** A line of this length was said. */
  line(length: number): void {
    const before = this.spent;
    this.spent += 1 + length / BYTES;
    if (this.spent < MOST) return;
    const now = performance.now();
    const left = this.since + SECOND_MS - now;
    if (left <= 0) {
      this.since = now;
      this.spent = 0;
    } else if (before < MOST) this.hold(left);
  }

  /** It was an answer that somebody waits for. */
  answered(): void {
    this.spent = 0;
  }
}
