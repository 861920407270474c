import { Logger } from '@nestjs/common';
import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';

const log = new Logger('Gateway');

/**
 * Writes how an allowed call ended. The release does not wait for it: a crash in between leaves an intent without
 * outcome, which the ledger closes as unknown. A refusal waits, so that it is recorded before it is heard.
 */
export function outcome(call: Call, house: House, ending: Ending | undefined): void | Promise<void> {
  if (call.allowedIn === undefined) return undefined;
  const isAwaited = ending?.refused !== undefined;
  const told = {
    tenant: call.allowedIn,
    callId: call.id,
    at: house.clock.now(),
    status: call.outcome,
    latencyUs: Math.round((performance.now() - call.arrived) * 1000),
    resultDigest: call.resultText === undefined ? null : house.digest(call.resultText),
  };
  const written = house.log.outcome(told, isAwaited);
  if (isAwaited) return written;
  written.catch((failure: unknown) => log.error(`the outcome of call ${call.id} is not recorded: ${String(failure)}`));
  return undefined;
}
