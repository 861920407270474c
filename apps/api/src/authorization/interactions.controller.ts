import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Decided, type InteractionDetails, Interactions, type SignedIn, WebSessions } from '@app/auth';
import { Answers } from '../edge/answers.js';
import { Me } from '../policy/identity.js';
import { InPerson, Public, SignedIn as SignedInOnly } from '../policy/policy.js';
import { SessionCookie } from '../policy/session-cookie.js';
import { DecidedAnswer, DecisionForm, DetailsAnswer } from './answers.js';

const exchangeOf = (request: FastifyRequest, reply: FastifyReply) => ({ request: request.raw, response: reply.raw });

/** What the console's page `/interaction/:uid` shows and sends. Which request it is, the browser's own cookie says. */
@ApiTags('authorization')
@ApiParam({ name: 'uid', description: 'The request of the client, as the page was told it.' })
@Controller('interaction/:uid')
export class InteractionsController {
  constructor(
    private readonly interactions: Interactions,
    private readonly sessions: WebSessions,
    private readonly cookie: SessionCookie,
  ) {}

  /** Open to whoever was sent here: the page tells those who are not signed in to do that first. */
  @Get('details')
  @Public()
  @Answers(DetailsAnswer)
  async details(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InteractionDetails> {
    const cookie = this.cookie.of(request);
    const person = cookie === undefined ? null : await this.sessions.peek(cookie);
    return this.interactions.details(exchangeOf(request, reply), person);
  }

  @Post('decision')
  @SignedInOnly()
  @InPerson()
  @Answers(DecidedAnswer)
  decide(
    @Me() me: SignedIn,
    @Body({ schema: DecisionForm }) { decision }: z.infer<typeof DecisionForm>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Decided> {
    const exchange = exchangeOf(request, reply);
    return decision === 'allow' ? this.interactions.allow(exchange, me) : this.interactions.deny(exchange, me);
  }
}
