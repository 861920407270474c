import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type TrustedIssuerRow, TrustedIssuers } from '@app/agents';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import { Because, Issuer, Keys, Trust } from './forms.js';

/** Foreign issuers whose word counts: which workload an agent is, or for which person a client asks. */
@ApiTags('trust')
@Controller('api/v1/trusted-issuers')
@Allow('admin')
export class TrustedIssuersController {
  constructor(private readonly issuers: TrustedIssuers) {}

  @Get()
  @Allow('admin', 'auditor', 'security_operator')
  @AnswersList(Issuer)
  list(@By() actor: Actor): Promise<TrustedIssuerRow[]> {
    return this.issuers.list(actor);
  }

  @Post()
  @StepUp()
  @Answers(Issuer, { status: 201 })
  trust(@By() actor: Actor, @Body({ schema: Trust }) wanted: z.infer<typeof Trust>): Promise<TrustedIssuerRow> {
    return this.issuers.trust(actor, wanted);
  }

  @Put(':issuerId/keys')
  @StepUp()
  @Answers(Issuer)
  changeKeys(
    @By() actor: Actor,
    @Param('issuerId', { schema: Id }) id: string,
    @Body({ schema: Keys }) keys: z.infer<typeof Keys>,
  ): Promise<TrustedIssuerRow> {
    return this.issuers.changeKeys(actor, id, keys);
  }

  /** Its word no longer counts, and what was issued on it is dead when this returns. */
  @Delete(':issuerId')
  @Allow('admin', 'security_operator')
  @Answers(Issuer)
  withdraw(
    @By() actor: Actor,
    @Param('issuerId', { schema: Id }) id: string,
    @Body({ schema: Because }) { reason }: z.infer<typeof Because>,
  ): Promise<TrustedIssuerRow> {
    return this.issuers.withdraw(actor, id, reason);
  }
}
