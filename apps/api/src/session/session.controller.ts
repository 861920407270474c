import { Body, Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SignInLinks, type SignedIn, WebSessions, roles } from '@app/auth';
import { Answers, AnswersNothing, Time } from '../edge/answers.js';
import { Me } from '../policy/identity.js';
import { Public, SignedIn as SignedInOnly } from '../policy/policy.js';
import { SessionCookie } from '../policy/session-cookie.js';

const Redeem = z.strictObject({ secret: z.string().min(1).max(100) });
const Opened = z.object({ personId: z.uuid(), expiresAt: Time });
const Session = z.object({ personId: z.uuid(), roles: z.array(z.enum(roles)) });

@ApiTags('session')
@Controller()
export class SessionController {
  constructor(
    private readonly links: SignInLinks,
    private readonly sessions: WebSessions,
    private readonly cookie: SessionCookie,
  ) {}

  /** The link itself opens a page of the console, which posts its fragment here: scanners that open links use up none. */
  @Post('sign-in')
  @Public()
  @Answers(Opened)
  async signIn(
    @Body({ schema: Redeem }) { secret }: z.infer<typeof Redeem>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ personId: string; expiresAt: Date }> {
    const { cookie, ...opened } = await this.links.redeem(secret);
    this.cookie.set(reply, cookie, opened.expiresAt);
    return opened;
  }

  @Get('api/v1/session')
  @SignedInOnly()
  @Answers(Session)
  current(@Me() me: SignedIn): SignedIn {
    return me;
  }

  @Delete('api/v1/session')
  @SignedInOnly()
  @AnswersNothing()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.close(this.cookie.of(request) ?? '');
    this.cookie.clear(reply);
  }
}
