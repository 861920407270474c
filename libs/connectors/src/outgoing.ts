import { Refusal } from '@app/kernel';
import { Clock } from './clock.js';
import type { HeaderParameter } from './core/parameter-headers.js';
import type { Progress } from './core/progress.js';
import type { Dialogue } from './dialogue.js';
import { type EndSignal, onAbort, throwIfEnded } from './end-signal.js';
import type { Sending, Sent } from './session.js';

/**
 * One request on its way to an upstream: under a signal that fires when the caller's does or when its time is over. Time
 * in which the client is asked does not count.
 */
export class Outgoing implements Sent {
  /** Its first byte was about to be written, and nobody had anything against it. */
  isOut = false;
  readonly signal: EndSignal;
  readonly onProgress: ((told: Progress) => void) | undefined;
  readonly repeated: readonly HeaderParameter[] | undefined;
  readonly dialogue: Dialogue | undefined;
  private readonly clock: Clock;
  private readonly forget: (() => void) | undefined;

  /** @param ms time for all of it @throws the signal's reason */
  constructor(
    private readonly sending: Sending,
    ms: number,
  ) {
    const { signal, abort, dialogue } = sending;
    throwIfEnded(signal);
    this.onProgress = sending.onProgress;
    this.repeated = sending.repeated;
    if (signal && abort) {
      this.signal = signal;
      this.clock = new Clock(ms, () => abort(new Refusal('upstream.timeout')));
    } else {
      const own = new AbortController();
      this.signal = own.signal;
      this.clock = new Clock(ms, () => own.abort(new Refusal('upstream.timeout')));
      this.forget = onAbort(signal, (reason) => own.abort(reason));
    }
    this.dialogue = dialogue && holding(dialogue, this.clock);
  }

  readonly beforeWrite = (): void => {
    this.sending.beforeWrite?.();
    this.isOut = true;
  };

  over(): void {
    this.clock.stop();
    this.forget?.();
  }
}

/** The time in which somebody is asked is theirs. */
const holding = (dialogue: Dialogue, clock: Clock): Dialogue => ({
  ...dialogue,
  ask: async (question, signal) => {
    const go = clock.hold();
    return dialogue.ask(question, signal).finally(go);
  },
});
