import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '@app/kernel';
import { type SignalHold, SignalHolds } from '@app/signals';
import { AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';
import { Hold, Release } from './forms.js';

/** People whom a signal keeps from acting. */
@ApiTags('signals')
@Controller('api/v1/signal-holds')
@Allow('admin')
export class SignalHoldsController {
  constructor(private readonly holds: SignalHolds) {}

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Hold)
  list(@By() actor: Actor): Promise<SignalHold[]> {
    return this.holds.list(actor);
  }

  @Post(':id/release')
  @AnswersNothing()
  release(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Release }) { reason }: z.infer<typeof Release>,
  ): Promise<void> {
    return this.holds.release(actor, id, reason);
  }
}
