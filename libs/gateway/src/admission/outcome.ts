import { Logger } from '@nestjs/common';
import type { Call, Ending } from '../call.js';
import { chainOf } from '../core/standing.js';
import type { House } from '../house.js';
import { found } from './step.js';

const log = new Logger('Gateway');

/**
 * Writes how an allowed call ended. The release does not wait for it: a crash in between leaves an intent without
 * outcome, which the ledger closes as unknown. A refusal waits, so that it is recorded before it is heard.
 */
export async function outcome(call: Call, house: House, ending: Ending | undefined): Promise<void> {
  if (!call.allowed) return;
  const tenant = chainOf(found(call.token), (id) => house.fence.standing(id))?.tenant;
  const written = house.log.outcome({
    tenant: found(tenant),
    callId: call.id,
    at: house.clock.now(),
    status: call.outcome,
    latencyUs: Math.round((performance.now() - call.arrived) * 1000),
    resultDigest: call.resultText === undefined ? null : house.digest(call.resultText),
  });
  if (ending?.refused) return written;
  written.catch((failure: unknown) => log.error(`the outcome of call ${call.id} is not recorded: ${String(failure)}`));
}
