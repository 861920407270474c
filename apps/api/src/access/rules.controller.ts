import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type AssignmentRuleRow, AssignmentRules, conditionForm, type ListedRule } from '@app/access';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const Make = z.strictObject({
  profileId: Id,
  name: Text,
  condition: conditionForm.describe('Over attributes of the person only.'),
  reason: Text.exactOptional(),
});
const Rule = z.object({
  id: z.uuid(),
  profileId: z.uuid(),
  name: z.string(),
  condition: conditionForm,
  reason: z.string(),
  madeBy: z.string(),
  validFrom: Time,
  validTo: Time.nullable(),
  endedBecause: z.string().nullable(),
  settled: z.boolean().describe('Whether everybody was looked at since it began or ended.'),
});
const Listed = Rule.extend({ profileName: z.string(), people: z.int() });

@ApiTags('access')
@Controller('api/v1/profiles/rules')
@Allow('admin')
export class RulesController {
  constructor(private readonly rules: AssignmentRules) {}

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Listed)
  list(@By() actor: Actor): Promise<ListedRule[]> {
    return this.rules.list(actor);
  }

  /** Answers when everybody who fits holds the profile. */
  @Post()
  @Answers(Rule, { status: 201 })
  make(@By() actor: Actor, @Body({ schema: Make }) wanted: z.infer<typeof Make>): Promise<AssignmentRuleRow> {
    return this.rules.make(actor, wanted);
  }

  /** Answers when nobody holds the profile by it any more. */
  @Delete(':id')
  @AnswersNothing()
  end(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.rules.end(actor, id);
  }
}
