import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { WebSessions, signInMethods } from '@app/auth';
import type { Actor } from '@app/kernel';
import { AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, InPerson } from '../policy/policy.js';

const Listed = z.object({
  id: z.uuid(),
  method: z.enum(signInMethods),
  createdAt: Time,
  usedAt: Time,
  expiresAt: Time,
});

/** Sessions of somebody else: seen and ended by whoever keeps watch. Ending takes away only what signing in gives back. */
@ApiTags('session')
@Controller('api/v1/people/:id/sessions')
@Allow('admin', 'security_operator')
@InPerson()
export class PersonSessionsController {
  constructor(private readonly sessions: WebSessions) {}

  @Get()
  @AnswersList(Listed)
  list(@By() actor: Actor, @Param('id', { schema: Id }) id: string): ReturnType<WebSessions['list']> {
    return this.sessions.list(actor, id);
  }

  @Delete()
  @AnswersNothing()
  async endAll(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<void> {
    await this.sessions.endAll(actor, id);
  }

  @Delete(':sessionId')
  @AnswersNothing()
  end(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('sessionId', { schema: Id }) sessionId: string,
  ): Promise<void> {
    return this.sessions.end(actor, id, sessionId);
  }
}
