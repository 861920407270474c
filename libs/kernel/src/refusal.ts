import { type RefusalCode, refusals } from './refusals.js';

/**
 * A refusal the caller can act on; anything else that is thrown is a defect and becomes a 500.
 * The code picks status, JSON-RPC code and sentence from the one table in `refusals.ts`.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** `detail` completes the table's sentence for this one case; it is public, so it never carries a secret. */
  constructor(
    readonly code: RefusalCode,
    readonly detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail ? `${refusals[code].sentence} (${detail})` : refusals[code].sentence, options);
  }

  get status(): number {
    return refusals[this.code].status;
  }

  get rpc(): number {
    return refusals[this.code].rpc;
  }
}
