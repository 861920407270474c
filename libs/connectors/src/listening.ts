import { setTimeout as pause } from 'node:timers/promises';
import { backoff } from './core/backoff.js';

/** A stream that lived so long was not refused. */
const SETTLED_MS = 10_000;

/** Keeps the stream open on which an upstream tells of changes, unless it has none. */
export class Listening {
  private cut = new AbortController();

  /**
   * Begins anew, also when it listened before.
   * @param hear opens the stream; resolves with the status of the answer when the stream has ended
   */
  begin(hear: (cut: AbortSignal) => Promise<number>, onGap: () => void): void {
    this.end();
    this.cut = new AbortController();
    void this.keep(hear, onGap, this.cut.signal);
  }

  end(): void {
    this.cut.abort(new Error('nobody listens any more'));
  }

  private async keep(hear: (cut: AbortSignal) => Promise<number>, onGap: () => void, cut: AbortSignal): Promise<void> {
    for (let failures = 0; !cut.aborted; failures++) {
      const begun = performance.now();
      const status = await hear(cut).catch(() => 0);
      if (cut.aborted || (status >= 400 && status < 500)) return;
      if (performance.now() - begun > SETTLED_MS) failures = 0;
      await pause(backoff(failures + 1), undefined, { ref: false, signal: cut }).catch(() => undefined); // cut short
      if (!cut.aborted) onGap(); // what was told meanwhile was not heard
    }
  }
}
