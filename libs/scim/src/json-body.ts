import { isUtf8 } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { Refusal } from '@app/kernel';
import { reading } from './core/json-reader.js';

/**
 * The value of a JSON body. However long it is and whatever its shape, other requests get their turn meanwhile.
 * @throws Refusal `scim.invalid-syntax`, `scim.too-many`
 */
export async function jsonBody(bytes: Buffer): Promise<unknown> {
  if (!isUtf8(bytes)) throw new Refusal('scim.invalid-syntax', 'the body is not UTF-8');
  const steps = reading(bytes);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}
