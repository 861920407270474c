import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@app/kernel';
import { type SignalHold, SignalHolds } from '@app/signals';
import { AnswersList } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';
import { Hold } from './forms.js';

/** People whom a signal keeps from acting, and why; a hold is released as any other is, at the person. */
@ApiTags('signals')
@Controller('api/v1/signal-holds')
@Allow('admin', 'security_operator', 'auditor')
export class SignalHoldsController {
  constructor(private readonly holds: SignalHolds) {}

  @Get()
  @AnswersList(Hold)
  list(@By() actor: Actor): Promise<SignalHold[]> {
    return this.holds.list(actor);
  }
}
