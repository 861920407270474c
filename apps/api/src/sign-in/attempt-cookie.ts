import { Injectable } from '@nestjs/common';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Surroundings } from '@app/kernel';

const SECONDS = 600;

/**
 * Binds a sign-in under way to the browser that began it: a random secret that opens nothing but that attempt. SAML
 * answers are posted from the provider's own page, where browsers send a cookie along only when it is `SameSite=None`,
 * which needs https; over plain http, for trying out, it says nothing and browsers send it for two minutes.
 */
@Injectable()
export class AttemptCookie {
  private readonly name: string;
  private readonly secure: boolean;

  constructor({ publicUrl }: Surroundings) {
    this.secure = publicUrl.startsWith('https:');
    this.name = this.secure ? '__Host-surety-sign-in' : 'surety_sign_in';
  }

  of(request: FastifyRequest): string | undefined {
    return request.cookies[this.name];
  }

  set(reply: FastifyReply, attempt: string, kind: 'saml' | 'oidc'): void {
    const across = this.secure ? { sameSite: 'none' as const } : {};
    const sameSite = kind === 'oidc' ? { sameSite: 'lax' as const } : across;
    void reply.setCookie(this.name, attempt, { ...this.options(), ...sameSite, maxAge: SECONDS });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.options());
  }

  private options(): CookieSerializeOptions {
    return { path: '/', httpOnly: true, secure: this.secure };
  }
}
