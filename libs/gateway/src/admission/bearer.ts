import { Refusal } from '@app/kernel';
import { type VerifiedToken, opensTools } from '@app/auth';
import { challenge } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { one } from '../core/protocol.js';
import type { House } from '../house.js';

type Shown = Readonly<{ scheme: 'bearer' | 'dpop'; token: string | undefined }>;

/**
 * Who calls: an access token that was issued for this very endpoint, in the header and nowhere else, presented by the
 * holder of the key that it is bound to. Where all of that is known, nothing is waited for.
 */
export function bearer(call: Call, house: House): Ending | undefined | Promise<Ending | undefined> {
  try {
    return admitted(call, house)?.catch((refusal: unknown) => challenged(call, house, refusal));
  } catch (refusal) {
    return challenged(call, house, refusal);
  }
}

function admitted(call: Call, house: House): Promise<undefined> | undefined {
  const shown = shownIn(header(call, 'authorization') ?? '');
  call.scheme = shown.scheme;
  const token = house.tokens.verify(shown.token);
  return token instanceof Promise
    ? token.then((verified) => proven(call, house, shown, verified))
    : proven(call, house, shown, token);
}

function proven(call: Call, house: House, shown: Shown, token: VerifiedToken): Promise<undefined> | undefined {
  if (token.confirmation && 'jkt' in token.confirmation) call.scheme = 'dpop'; // what its holder is told to use
  if (token.audience !== addressOf(call, house)) throw new Refusal('token.invalid');
  const { httpMethod, path, certificate } = call.request;
  const proof = house.holders.check(token, {
    scheme: shown.scheme,
    token: shown.token ?? '',
    method: httpMethod,
    url: `${house.publicUrl}${path}`,
    proof: header(call, 'dpop'),
    certificate,
  });
  return proof instanceof Promise ? proof.then(() => opened(call, token)) : opened(call, token);
}

function opened(call: Call, token: VerifiedToken): undefined {
  if (!opensTools(token.scope)) throw new Refusal('token.scope-short');
  call.token = token;
}

function challenged(call: Call, { publicUrl }: House, refusal: unknown): Ending {
  if (!(refusal instanceof Refusal) || ![401, 403].includes(refusal.status)) throw refusal;
  return { answer: challenge(call, refusal, publicUrl), fault: refusal.code };
}

/** What cannot be part of a token, in the words of a header. */
const apart = [' ', ',', '\t', '\u00a0'];

/** The usual form is told by its first letters: a pattern over a whole token costs as much as looking it up. */
function shownIn(said: string): Shown {
  const usual = said.startsWith('Bearer ') ? said.slice(7) : '';
  if (usual !== '' && !apart.some((sign) => usual.includes(sign))) return { scheme: 'bearer', token: usual };
  const [, scheme = '', token] = /^(Bearer|DPoP) +([^\s,]+)$/i.exec(said) ?? [];
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token };
}

/** The endpoint as its clients know it, and as tokens name it (RFC 8707 §2). */
const addressOf = ({ server }: Call, { publicUrl }: House): VerifiedToken['audience'] =>
  server === null ? `${publicUrl}/mcp` : `${publicUrl}/mcp/${server}`;

const header = ({ request }: Call, name: string): string | undefined => one(request.headers, name);
