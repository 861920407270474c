import { request } from 'undici';
import { Refusal, boundedText } from '@app/kernel';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 2 * 1024 * 1024;

type Asked = Readonly<{ body?: unknown; authorization?: string | undefined }>;

/**
 * Reads JSON from a transmitter, by POST when there is a body. Redirects are not followed; time and size are bounded.
 * @throws Refusal `signal.transmitter-unavailable` for everything but a 200 with JSON; its detail says no secret
 */
export async function jsonFrom(url: URL, { body, authorization }: Asked = {}): Promise<unknown> {
  try {
    const answer = await request(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await limited(answer.body);
    if (answer.statusCode !== 200) throw unavailable(`HTTP ${answer.statusCode}`);
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw cause instanceof Refusal ? cause : unavailable(reasonOf(cause), { cause });
  }
}

/** @throws Refusal when more than `MOST_BYTES` come; the rest is not read */
async function limited(body: AsyncIterable<Uint8Array>): Promise<string> {
  const text = await boundedText(body, MOST_BYTES);
  if (text === null) throw unavailable('its answer is too large');
  return text;
}

function reasonOf(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'its answer is no JSON';
  return cause instanceof Error && cause.name === 'TimeoutError' ? 'no answer in time' : 'it cannot be reached';
}

const unavailable = (why: string, options?: ErrorOptions): Refusal =>
  new Refusal('signal.transmitter-unavailable', why, options);
