import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '@app/kernel';
import { Holds, type PersonHoldRow } from '@app/lifecycle';
import { Reason } from '../agents/forms.js';
import { AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import { Hold } from './forms.js';

/** People whom we keep from acting although their source does not. */
@ApiTags('lifecycle')
@Controller('api/v1')
@Allow('admin')
export class HoldsController {
  constructor(private readonly holds: Holds) {}

  @Get('lifecycle/holds')
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(Hold)
  list(@By() actor: Actor): Promise<PersonHoldRow[]> {
    return this.holds.list(actor);
  }

  @Post('people/:id/holds/:holdId/release')
  @Allow('admin', 'security_operator')
  @StepUp()
  @AnswersNothing()
  release(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('holdId', { schema: Id }) holdId: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.holds.releaseAsked(actor, id, holdId, reason);
  }
}
