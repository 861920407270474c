import { type Limits, usualLimits } from '@app/catalog';
import type { Identification } from '../credentials/identification.js';
import { Gate } from '../limits/gate.js';

/** How one server is reached now; what is changed about it holds from its next request on. */
export class Reach {
  limits: Limits = usualLimits;
  readonly gate: Gate;

  constructor(
    readonly identification: Identification,
    /** Whether it may stand at a private or loopback address. */
    readonly allowPrivate: boolean,
    probe: () => Promise<unknown>,
  ) {
    this.gate = new Gate(probe);
  }
}
