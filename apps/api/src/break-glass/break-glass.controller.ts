import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { BreakGlassAccounts, type BreakGlassView, type SignedIn } from '@app/auth';
import type { Actor } from '@app/kernel';
import { AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { Allow, InPerson, StepUp } from '../policy/policy.js';

const Account = z.object({
  personId: z.uuid(),
  name: z.string(),
  state: z.enum(['disabled', 'enabled', 'locked']),
  usedAt: Time.nullable(),
  keys: z.int().describe('Security keys that are registered.'),
});

/** The break-glass accounts that the command line made. */
@ApiTags('break-glass')
@Controller('api/v1/break-glass')
@Allow('admin')
@InPerson()
export class BreakGlassController {
  constructor(private readonly accounts: BreakGlassAccounts) {}

  @Get()
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(Account)
  list(@By() actor: Actor): Promise<BreakGlassView[]> {
    return this.accounts.list(actor);
  }

  /** Opens the account for one use. */
  @Post(':id/enable')
  @StepUp()
  @AnswersNothing()
  enable(@Me() me: SignedIn, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.accounts.enable(me, id);
  }

  @Post(':id/disable')
  @Allow('admin', 'security_operator')
  @AnswersNothing()
  disable(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.accounts.disable(actor, id);
  }
}
