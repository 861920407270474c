import { Refusal } from '@app/kernel';
import { type VerifiedToken, opensTools } from '@app/auth';
import { challenge } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { one } from '../core/protocol.js';
import type { House } from '../house.js';

/**
 * Who calls: an access token that was issued for this very endpoint, in the header and nowhere else, presented by the
 * holder of the key that it is bound to.
 */
export async function bearer(call: Call, house: House): Promise<Ending | void> {
  const [, scheme = '', text] = /^(Bearer|DPoP) +([^\s,]+)$/i.exec(header(call, 'authorization') ?? '') ?? [];
  call.scheme = scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer';
  try {
    const token = await house.tokens.verify(text);
    if (token.confirmation && 'jkt' in token.confirmation) call.scheme = 'dpop'; // what its holder is told to use
    if (token.audience !== addressOf(call, house)) throw new Refusal('token.invalid');
    await house.holders.check(token, { ...held(call, scheme, text ?? ''), url: addressOf(call, house) });
    if (!opensTools(token.scope)) throw new Refusal('token.scope-short');
    call.token = token;
  } catch (refusal) {
    if (refusal instanceof Refusal && [401, 403].includes(refusal.status)) {
      return { answer: challenge(call, refusal, house.publicUrl) };
    }
    throw refusal;
  }
}

/** The endpoint as its clients know it, and as tokens name it (RFC 8707 §2). */
const addressOf = ({ server }: Call, { publicUrl }: House): VerifiedToken['audience'] =>
  server === null ? `${publicUrl}/mcp` : `${publicUrl}/mcp/${server}`;

const held = (call: Call, scheme: string, token: string) => ({
  scheme: scheme.toLowerCase() === 'dpop' ? ('dpop' as const) : ('bearer' as const),
  token,
  method: call.request.httpMethod,
  proof: header(call, 'dpop'),
  certificate: call.request.certificate,
});

const header = ({ request }: Call, name: string): string | undefined => one(request.headers, name);
