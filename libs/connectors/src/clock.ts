/** Rings once, when so much time has gone by in which nobody held it. */
export class Clock {
  private since = performance.now();
  private holders = 0;
  private isOver = false;
  private timer: NodeJS.Timeout;

  /** @param left in milliseconds */
  constructor(
    private left: number,
    private readonly ring: () => void,
  ) {
    this.timer = setTimeout(ring, left);
  }

  /** Stops counting until the returned function is called; several may hold it. */
  hold(): () => void {
    if (this.holders++ === 0) {
      clearTimeout(this.timer);
      this.left -= performance.now() - this.since;
    }
    let isHeld = true;
    return () => {
      if (isHeld) this.release();
      isHeld = false;
    };
  }

  /** It rings no more. */
  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private release(): void {
    this.holders -= 1;
    if (this.holders > 0 || this.isOver) return;
    this.since = performance.now();
    this.timer = setTimeout(this.ring, this.left);
  }
}
