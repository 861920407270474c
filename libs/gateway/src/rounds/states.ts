import { isObject } from '@app/kernel';
import type { VerifiedToken } from '@app/auth';
import type { Seals } from './seals.js';

/** Long enough for a person who is asked; the upstream may give up earlier. */
const STATE_MS = 60 * 60_000;

/** Where a request goes on: with what a stateless upstream gave, or with a call that is held open for it. */
export type Continued = Readonly<{
  /** The call that ended in the question. */
  callId: string;
  /** What the upstream gave to be told again; undefined when it gave nothing. */
  requestState?: string | undefined;
  held?: Readonly<{ address: string; step: number }> | undefined;
}>;

/** In whose name a call is made, and by which client: everybody by whose rights it is judged. */
export const bearerOf = ({ agentId, personId, clientId, chain }: VerifiedToken): string =>
  JSON.stringify([agentId, personId, clientId, ...chain]);

/**
 * What clients get as `requestState`: good for the same caller, and for the same request of the same server alone
 * (MCP 2026-07-28 §MRTR). Single use is not in it; where a call is held open, the held call sees to it.
 */
export class States {
  constructor(private readonly seals: Seals) {}

  /** @param what names the request: method, server, name and arguments */
  give(bearer: string, what: string, continued: Continued, now: Date): string {
    return this.seals.seal('state', now.getTime() + STATE_MS, { bearer, what, ...continued });
  }

  /** Null when it is not one that was given to this caller for this request, or is over. */
  take(bearer: string, what: string, state: string, now: Date): Continued | null {
    const fields = this.seals.open('state', state, now.getTime());
    if (!fields || fields['bearer'] !== bearer || fields['what'] !== what) return null;
    const { callId, requestState, held } = fields;
    return {
      callId: String(callId),
      ...(typeof requestState === 'string' && { requestState }),
      ...(isObject(held) && { held: { address: String(held['address']), step: Number(held['step']) } }),
    };
  }
}
