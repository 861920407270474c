import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const key = randomBytes(32);
const mac = (body: string): string => createHmac('sha256', key).update(body).digest('base64url');

/** What the client keeps for us between two rounds; no two are alike. */
export function seal(round: string): string {
  const body = `${round}.${randomBytes(6).toString('base64url')}`;
  return `${body}.${mac(body)}`;
}

/** The round that a state is of; what it throws makes the SDK answer `-32602`. */
export function open(state: string): string {
  const end = state.lastIndexOf('.');
  const [body, sum] = [state.slice(0, end), Buffer.from(state.slice(end + 1))];
  const right = Buffer.from(mac(body));
  if (sum.length === right.length && timingSafeEqual(sum, right)) return body.slice(0, body.indexOf('.'));
  throw new Error('not a state of ours');
}
