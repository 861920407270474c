import type { TokenFacts } from '../../core/token-claims.js';

const stamps = new WeakMap<object, TokenFacts>();

/** Says of a token that a grant of ours is about to issue whom it speaks for; the claims are made of it. */
export function stamp<T extends object>(token: T, facts: TokenFacts): T {
  stamps.set(token, facts);
  return token;
}

export const stampOf = (token: object): TokenFacts | undefined => stamps.get(token);
