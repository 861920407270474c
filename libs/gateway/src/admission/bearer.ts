import { Refusal } from '@app/kernel';
import { unauthorized } from '../answer.js';
import type { Call } from '../call.js';
import { one } from '../core/protocol.js';
import type { House } from '../house.js';
import type { Ending } from '../call.js';

/** Who calls: an access token that was issued for this endpoint, in the header and nowhere else. */
export async function bearer(call: Call, { tokens, publicUrl }: House): Promise<Ending | void> {
  try {
    const token = await tokens.verify(
      /^Bearer +([^\s,]+)$/i.exec(one(call.request.headers, 'authorization') ?? '')?.[1],
    );
    if (!isFor(token.audience, call.server, publicUrl)) throw new Refusal('token.invalid');
    call.token = token;
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 401) return { answer: unauthorized(null, refusal, publicUrl) };
    throw refusal;
  }
}

/** A token for the gateway opens every endpoint, a token for one server only that server's (RFC 8707 §2). */
const isFor = (audience: string, server: string | null, publicUrl: string): boolean =>
  audience === `${publicUrl}/mcp` || (server !== null && audience === `${publicUrl}/mcp/${server}`);
