import { Agent, request } from 'undici';
import { boundedText } from '@app/kernel';
import { guardedConnector } from '@app/outbound';

const TIMEOUT_MS = 5000;
const MOST_BYTES = 256 * 1024;

const agents = {
  publicOnly: new Agent({ connect: guardedConnector({ allowPrivate: false, timeout: TIMEOUT_MS }) }),
  withPrivate: new Agent({ connect: guardedConnector({ allowPrivate: true, timeout: TIMEOUT_MS }) }),
};

/** @param allowPrivate by the operator's setting, for servers on the company's own network */
export const guarded = (allowPrivate: boolean): Agent => (allowPrivate ? agents.withPrivate : agents.publicOnly);

/**
 * Reads JSON over https. Redirects are not followed; time and size are bounded.
 * @param allowPrivate lets it go to private and loopback addresses, and over http
 * @throws Error for everything but a 200 with JSON
 */
export async function publicJson(address: string, allowPrivate: boolean): Promise<unknown> {
  if (!allowPrivate && new URL(address).protocol !== 'https:') throw new Error('only https is read');
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { accept: 'application/json' };
  const answer = await request(address, { dispatcher: guarded(allowPrivate), headers, signal });
  const text = await boundedText(answer.body, MOST_BYTES);
  if (text === null) throw new Error('the answer is too large');
  if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
  return JSON.parse(text) as unknown;
}
