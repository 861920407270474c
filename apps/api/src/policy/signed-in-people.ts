import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { API_TOKEN_PREFIX, ApiTokens, type SignedIn, WebSessions, coversScope, csrfTokenOf, scopeOf } from '@app/auth';
import { Refusal } from '@app/kernel';
import { bearerOf } from './bearer.js';
import { isSafe } from './same-site.js';
import { SessionCookie } from './session-cookie.js';

export const CSRF_HEADER = 'x-csrf-token';

/** Finds out which person is behind a request: by the cookie of their browser, or by a token of their program. */
@Injectable()
export class SignedInPeople {
  constructor(
    private readonly sessions: WebSessions,
    private readonly tokens: ApiTokens,
    private readonly cookie: SessionCookie,
  ) {}

  /**
   * @param inPerson whether the route is closed to programs
   * @returns the person, and why they are refused nevertheless, if they are: so that it can be recorded of whom
   * @throws Refusal sign-in.required, api-token.invalid
   */
  async of(request: FastifyRequest, inPerson: boolean): Promise<{ signedIn: SignedIn; refusal: Refusal | null }> {
    const bearer = bearerOf(request);
    return bearer.startsWith(API_TOKEN_PREFIX) ? this.program(request, bearer, inPerson) : this.browser(request);
  }

  private async browser(request: FastifyRequest): Promise<{ signedIn: SignedIn; refusal: Refusal | null }> {
    const cookie = this.cookie.of(request);
    const signedIn = cookie === undefined ? null : await this.sessions.find(cookie);
    if (cookie === undefined || !signedIn) throw new Refusal('sign-in.required');
    const isOurs = isSafe(request.method) || isSame(request.headers[CSRF_HEADER], csrfTokenOf(cookie));
    return { signedIn, refusal: isOurs ? null : new Refusal('request.csrf') };
  }

  private async program(request: FastifyRequest, bearer: string, inPerson: boolean) {
    const { signedIn, scopes } = await this.tokens.authenticate(bearer);
    const scope = inPerson ? null : scopeOf(request.method, request.routeOptions.url ?? '');
    if (scope === null) return { signedIn, refusal: new Refusal('api-token.not-here') };
    return { signedIn, refusal: coversScope(scopes, scope) ? null : new Refusal('api-token.scope-missing', scope) };
  }
}

function isSame(given: string | string[] | undefined, expected: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
