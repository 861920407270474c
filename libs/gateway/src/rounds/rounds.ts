import { HeldCalls } from './held-calls.js';
import { type Post, Relay } from './relay.js';
import { Seals } from './seals.js';
import { States } from './states.js';
import { Tasks } from './tasks.js';

/** What conversations with more than one round rest on: the handles that clients hold, and the calls that wait for them. */
export class Rounds {
  readonly states: States;
  readonly tasks: Tasks;
  readonly held = new HeldCalls();
  /** To calls that other processes hold. */
  readonly relay: Relay;

  /** @param key 32 bytes, for nothing else */
  constructor(key: Buffer, mailbox: Post) {
    const seals = new Seals(key);
    this.states = new States(seals);
    this.tasks = new Tasks(seals);
    this.relay = new Relay(this.held, mailbox);
  }
}
