import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { SignedIn as Person } from '@app/auth';
import type { Actor } from '@app/kernel';
import { type ShownSuccession as Shown, type SuccessionRow, Successions } from '@app/lifecycle';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { Allow, InPerson, SignedIn } from '../policy/policy.js';
import { Accept, Decline, Nominate, ShownSuccession, Succession } from './forms.js';

/** Who answers for the agents of people who have left. */
@ApiTags('succession')
@Controller('api/v1/successions')
@SignedIn()
export class SuccessionsController {
  constructor(private readonly successions: Successions) {}

  /** All of them for administrators and auditors; for everybody else those in which they are or were asked. */
  @Get()
  @AnswersList(ShownSuccession)
  list(@Me() { actor, personId, roles }: Person): Promise<Shown[]> {
    const all = roles.includes('admin') || roles.includes('auditor');
    return this.successions.list(actor, all ? undefined : personId);
  }

  /** Only the person who is asked: they become the owner, with their own rights. */
  @Post(':id/accept')
  @InPerson()
  @Answers(Succession)
  accept(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Accept }) acceptance: z.infer<typeof Accept>,
  ): Promise<SuccessionRow> {
    return this.successions.accept(actor, id, acceptance);
  }

  @Post(':id/decline')
  @Answers(Succession)
  decline(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decline }) { reason }: z.infer<typeof Decline>,
  ): Promise<SuccessionRow> {
    return this.successions.decline(actor, id, reason);
  }

  /** Asks this person now, in place of whoever is asked. */
  @Post(':id/nominate')
  @Allow('admin')
  @Answers(Succession)
  nominate(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Nominate }) { personId }: z.infer<typeof Nominate>,
  ): Promise<SuccessionRow> {
    return this.successions.nominate(actor, id, personId);
  }
}
