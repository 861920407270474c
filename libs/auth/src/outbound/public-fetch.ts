import { request } from 'undici';
import { Refusal, boundedText } from '@app/kernel';
import { ForbiddenAddress } from '@app/outbound';
import { guarded } from './guarded-fetch.js';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 1024 * 1024;

export type Asking = Readonly<{
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal;
}>;

/**
 * Asks a server whose address somebody gave us. Redirects are not followed; time and size are bounded.
 * @param allowPrivate by the operator's setting, for providers on the company's own network
 * @throws Refusal `identity-provider.unavailable`
 */
export async function publicFetch(address: string, allowPrivate: boolean, asking: Asking = {}): Promise<Response> {
  try {
    const { method = 'GET', headers = {}, body = null } = asking;
    const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(asking.signal ? [asking.signal] : [])]);
    const dispatcher = guarded(allowPrivate);
    const answer = await request(address, { method: method as 'GET', headers, body, signal, dispatcher });
    const type = answer.headers['content-type'];
    const said = { status: answer.statusCode, ...(typeof type === 'string' && { headers: { 'content-type': type } }) };
    return new Response((await limited(answer.body)) || null, said);
  } catch (cause) {
    throw cause instanceof Refusal ? cause : unavailable(reasonOf(cause), { cause });
  }
}

async function limited(body: AsyncIterable<Uint8Array>): Promise<string> {
  const text = await boundedText(body, MOST_BYTES);
  if (text === null) throw unavailable('its answer is too large');
  return text;
}

function reasonOf(cause: unknown): string {
  if (cause instanceof ForbiddenAddress) return cause.message;
  return cause instanceof Error && cause.name === 'TimeoutError' ? 'no answer in time' : 'it cannot be reached';
}

const unavailable = (why: string, options?: ErrorOptions): Refusal =>
  new Refusal('identity-provider.unavailable', why, options);
