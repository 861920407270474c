import { Body, Controller, Delete, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type SessionView,
  SignInLinks,
  type SignedIn,
  WebSessions,
  csrfTokenOf,
  roles,
  signInMethods,
} from '@app/auth';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { Me } from '../policy/identity.js';
import { InPerson, Public, SignedIn as SignedInOnly } from '../policy/policy.js';
import { SessionCookie } from '../policy/session-cookie.js';

const Redeem = z.strictObject({ secret: z.string().min(1).max(100) });
const Csrf = z.string().describe('Sent back as x-csrf-token with whatever changes something.');
const Opened = z.object({ personId: z.uuid(), expiresAt: Time, csrfToken: Csrf });
const Method = z.enum(signInMethods).describe('How the person signed in.');
const Session = z.object({
  personId: z.uuid(),
  roles: z.array(z.enum(roles)),
  sessionId: z.uuid(),
  method: Method,
  authenticatedAt: Time,
  csrfToken: Csrf,
});
const Listed = z.object({
  id: z.uuid(),
  method: Method,
  createdAt: Time,
  usedAt: Time,
  expiresAt: Time,
  isThisOne: z.boolean(),
});

/** The caller's own way in and out. */
@ApiTags('session')
@Controller()
@SignedInOnly()
@InPerson()
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
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ personId: string; expiresAt: Date; csrfToken: string }> {
    const { cookie, ...opened } = await this.links.redeem(secret, this.cookie.of(request));
    this.cookie.set(reply, cookie, opened.expiresAt);
    return { ...opened, csrfToken: csrfTokenOf(cookie) };
  }

  @Get('api/v1/session')
  @Answers(Session)
  current(@Me() me: SignedIn, @Req() request: FastifyRequest): SignedIn & { csrfToken: string } {
    return { ...me, csrfToken: csrfTokenOf(this.cookie.of(request) ?? '') };
  }

  @Delete('api/v1/session')
  @AnswersNothing()
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.close(this.cookie.of(request) ?? '');
    this.cookie.clear(reply);
  }

  @Get('api/v1/sessions')
  @AnswersList(Listed)
  async list(@Me() me: SignedIn): Promise<(SessionView & { isThisOne: boolean })[]> {
    const sessions = await this.sessions.list(me.actor, me.personId);
    return sessions.map((session) => ({ ...session, isThisOne: session.id === me.sessionId }));
  }

  /** Ends one of the caller's own sessions; this very one, too. */
  @Delete('api/v1/sessions/:sessionId')
  @AnswersNothing()
  end(@Me() me: SignedIn, @Param('sessionId', { schema: Id }) id: string): Promise<void> {
    return this.sessions.end(me.actor, me.personId, id);
  }

  /** Ends every session of the caller, this one as well. */
  @Delete('api/v1/sessions')
  @AnswersNothing()
  async endAll(@Me() me: SignedIn, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.endAll(me.actor, me.personId);
    this.cookie.clear(reply);
  }
}
