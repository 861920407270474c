import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type AgentBindingRow, AgentBindings } from '@app/agents';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { AllowOwnerAnd, StepUp } from '../policy/policy.js';
import { Because, Bind, Binding } from './forms.js';

/** By which workloads an agent proves itself, instead of a key. */
@ApiTags('trust')
@Controller('api/v1/agents')
@AllowOwnerAnd('admin')
export class AgentBindingsController {
  constructor(private readonly bindings: AgentBindings) {}

  @Get(':id/bindings')
  @AllowOwnerAnd('admin', 'reviewer', 'auditor', 'security_operator')
  @AnswersList(Binding)
  list(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<AgentBindingRow[]> {
    return this.bindings.list(actor, id);
  }

  @Post(':id/bindings')
  @StepUp()
  @Answers(Binding, { status: 201 })
  bind(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Bind }) { issuerId, subject, claims }: z.infer<typeof Bind>,
  ): Promise<AgentBindingRow> {
    return this.bindings.bind(actor, id, issuerId, { subject, claims });
  }

  /** Whatever tokens the agent holds die with it. */
  @Delete(':id/bindings/:bindingId')
  @AllowOwnerAnd('admin', 'security_operator')
  @AnswersNothing()
  end(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('bindingId', { schema: Id }) bindingId: string,
    @Body({ schema: Because }) { reason }: z.infer<typeof Because>,
  ): Promise<void> {
    return this.bindings.end(actor, id, bindingId, reason);
  }
}
