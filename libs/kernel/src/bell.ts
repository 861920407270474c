/** Ends a wait early. A ring that nobody waits for is kept for the next one. */
export class Bell {
  private rung = false;
  private waiter: (() => void) | undefined;

  ring(): void {
    if (this.waiter) this.waiter();
    else this.rung = true;
  }

  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.waiter = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.waiter = undefined;
    this.rung = false;
  }
}
