import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type ClientRuleRow, ClientRules, clientRuleKinds } from '@app/auth';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const Kind = z.enum(clientRuleKinds);
const Effect = z.enum(['allow', 'deny']);
const Make = z.strictObject({
  kind: Kind,
  value: Text.describe(
    'A client id; a domain, which holds for all names below it; or a host that codes may be sent to: `localhost` for the own machine, `scheme:` for a private-use scheme.',
  ),
  effect: Effect,
  blueprintId: Id.nullable().default(null),
  requiresApproval: z.boolean().default(true),
});
const Rule = z.object({
  id: z.uuid(),
  kind: Kind,
  value: z.string(),
  effect: Effect,
  blueprintId: z.uuid().nullable(),
  requiresApproval: z.boolean(),
  createdBy: z.string(),
  createdAt: Time,
  endedAt: Time.nullable(),
});

@ApiTags('clients')
@Controller('api/v1/client-rules')
@Allow('admin')
export class ClientRulesController {
  constructor(private readonly rules: ClientRules) {}

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Rule)
  list(@By() actor: Actor): Promise<ClientRuleRow[]> {
    return this.rules.list(actor);
  }

  @Post()
  @Answers(Rule, { status: 201 })
  make(@By() actor: Actor, @Body({ schema: Make }) wanted: z.infer<typeof Make>): Promise<ClientRuleRow> {
    return this.rules.make(actor, wanted);
  }

  @Delete(':ruleId')
  @AnswersNothing()
  end(@By() actor: Actor, @Param('ruleId', { schema: Id }) id: string): Promise<void> {
    return this.rules.end(actor, id);
  }
}
