import { Injectable } from '@nestjs/common';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Surroundings } from '@app/kernel';

/** The cookie of a web session. Browsers take a `__Host-` cookie only over https, so plain http has another name. */
@Injectable()
export class SessionCookie {
  private readonly name: string;
  private readonly options: CookieSerializeOptions;

  constructor({ publicUrl }: Surroundings) {
    const secure = publicUrl.startsWith('https:');
    this.name = secure ? '__Host-surety' : 'surety_session';
    this.options = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  }

  of(request: FastifyRequest): string | undefined {
    return request.cookies[this.name];
  }

  set(reply: FastifyReply, value: string, expires: Date): void {
    void reply.setCookie(this.name, value, { ...this.options, expires });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.options);
  }
}
