import { errors } from 'undici';
import { Refusal } from '@app/kernel';
import { ForbiddenAddress } from '@app/outbound';

/** What went wrong with a request, told so that nothing of the request is in it. @param isOut its first byte was written */
export function faultOf(cause: Error, isOut: boolean): Error {
  if (cause instanceof Refusal) return cause;
  if (cause instanceof ForbiddenAddress) {
    return new Refusal('upstream.unavailable', 'it stands at an address that is not a public one', { cause });
  }
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
    return new Refusal('upstream.timeout', undefined, { cause });
  }
  return new Refusal(isOut ? 'upstream.lost' : 'upstream.unavailable', undefined, { cause });
}

export const tooLarge = (mostBytes: number): Refusal =>
  new Refusal('upstream.unusable', `its answer is larger than the ${mostBytes} bytes that are taken`);

export const unreadable = (): Refusal =>
  new Refusal('upstream.unusable', 'its answer has neither a result nor an error that can be read');

/** The server would not serve us: without the right credentials (its challenge is for nobody else), or now. */
export const refusedWith = (status: number): Refusal =>
  new Refusal(
    [401, 403].includes(status) ? 'upstream.denied' : 'upstream.unavailable',
    `it answers with status ${status}`,
  );
