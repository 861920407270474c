import type { Event, Forwarded } from './replay.js';

/**
 * Puts the events of a stream that is resumed in their order, each once. Two connections may ask for one stream, of which
 * one is dead and nobody knows it yet: what that one took is missing here, and is asked for again.
 */
export class InOrder {
  private readonly early = new Map<number, Event>();

  /** @param seen the last that the client has */
  constructor(
    public seen: number,
    private readonly write: (event: Event) => void,
  ) {}

  /** Whether one is missing that may still come. */
  get hasHole(): boolean {
    return this.early.size > 0;
  }

  take(said: Forwarded): void {
    // what nobody keeps any more is not waited for
    this.seen = Math.max(this.seen, said.first - 1);
    if ('event' in said) this.early.set(said.event.seq, said.event);
    for (const seq of this.early.keys()) if (seq <= this.seen) this.early.delete(seq);
    for (let next = this.early.get(this.seen + 1); next; next = this.early.get(this.seen + 1)) this.give(next);
  }

  /** Nobody is there to be asked: what came is given, and what is missing is lost. */
  giveUp(): void {
    for (const event of [...this.early.values()].sort((a, b) => a.seq - b.seq)) this.give(event);
  }

  private give(event: Event): void {
    this.early.delete(event.seq);
    this.seen = event.seq;
    this.write(event);
  }
}
