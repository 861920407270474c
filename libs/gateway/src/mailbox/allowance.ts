const KEPT_MS = 5 * 60_000;
/** Characters that one caller may leave in the database in the time that messages are kept there, and everybody together. */
const [OF_ONE, OF_ALL] = [64 * 1024 * 1024, 1024 * 1024 * 1024];
/** A row takes so much at least. */
const LEAST = 512;

/** How much this process leaves in the database, and for whom, so that nobody fills it. */
export class Allowance {
  private readonly spent = new Map<string, number>();
  private total = 0;
  private until = -Infinity;

  /** @param owner null: nobody in particular @returns whether so much more may be left there */
  take(owner: string | null, size: number, now = performance.now()): boolean {
    if (now >= this.until) {
      this.spent.clear();
      this.total = 0;
      this.until = now + KEPT_MS;
    }
    const counted = Math.max(LEAST, size);
    const own = owner === null ? 0 : (this.spent.get(owner) ?? 0) + counted;
    if (own > OF_ONE || this.total + counted > OF_ALL) return false;
    this.total += counted;
    if (owner !== null) this.spent.set(owner, own);
    return true;
  }
}
