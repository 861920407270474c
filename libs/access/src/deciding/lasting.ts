import type { Decision } from '../core/decision.js';

/** What is in force between two changes. */
export class Picture {
  isOver = false;
}

/** A decision that knows how long it is the answer to the same call: while nothing changes, and until some time. */
export class Lasting implements Decision {
  readonly effect: Decision['effect'];
  readonly code: Decision['code'];
  readonly grantIds: Decision['grantIds'];
  readonly path: Decision['path'];
  readonly tool: Decision['tool'];
  readonly obligations: Decision['obligations'];
  readonly spends: Decision['spends'];
  readonly stepUp: Decision['stepUp'];
  // private to the language as well: a copy of a decision with something else in it holds no longer
  readonly #picture: Picture;
  readonly #from: number;
  readonly #until: number;

  /** @param from when it was made, and `until` then exclusive, in milliseconds since 1970 */
  constructor(decision: Decision, picture: Picture, from: number, until: number) {
    this.effect = decision.effect;
    this.code = decision.code;
    this.grantIds = decision.grantIds;
    this.path = decision.path;
    this.tool = decision.tool;
    this.obligations = decision.obligations;
    this.spends = decision.spends;
    this.stepUp = decision.stepUp;
    this.#picture = picture;
    this.#from = from;
    this.#until = until;
  }

  holdsAt(at: number): boolean {
    return !this.#picture.isOver && this.#from <= at && at < this.#until;
  }
}

/**
 * Whether the index would decide the same call, with the same context, in the same way at that time. Of a decision that
 * did not come from it as it is, nobody can say so.
 */
export const holds = (decision: Decision, at: Date): boolean =>
  decision instanceof Lasting && decision.holdsAt(at.getTime());
