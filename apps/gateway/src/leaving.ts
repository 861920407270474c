import type { ServerResponse } from 'node:http';
import type { Gone } from '@app/gateway';

/** That the client has gone, as a signal tells it, for one listener or two: a real one costs each call more than its decision. */
export class Leaving implements Gone {
  private readonly listeners: (() => void)[] = [];
  private isWatched = false;

  constructor(private readonly response: ServerResponse) {}

  get aborted(): boolean {
    const { destroyed, writableFinished } = this.response;
    return destroyed && !writableFinished;
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.listeners.push(listener);
    if (this.isWatched) return;
    this.isWatched = true;
    this.response.on('close', () => {
      if (!this.response.writableFinished) for (const told of this.listeners.splice(0)) told();
    });
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    const at = this.listeners.indexOf(listener);
    if (at >= 0) this.listeners.splice(at, 1);
  }
}
