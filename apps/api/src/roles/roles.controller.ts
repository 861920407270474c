import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type RoleAssignmentRow, Roles, roles } from '@app/auth';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text, TimeInput } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, InPerson, StepUp } from '../policy/policy.js';

const Give = z.strictObject({
  role: z.enum(roles),
  validFrom: TimeInput.optional(),
  validTo: TimeInput.nullish(),
  reason: Text,
});
const End = z.strictObject({ reason: Text });
const Assignment = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  role: z.enum(roles),
  validFrom: Time,
  validTo: Time.nullable(),
  givenBy: z.string().describe('kind:id of who gave it.'),
  reason: z.string(),
  endedBy: z.string().nullable(),
  endedBecause: z.string().nullable(),
});

/** What people may do in Surety itself. */
@ApiTags('roles')
@Controller('api/v1')
@Allow('admin')
@InPerson()
export class RolesController {
  constructor(private readonly roles: Roles) {}

  @Get('roles')
  @Allow('admin', 'auditor')
  @AnswersList(Assignment)
  all(@By() actor: Actor): Promise<RoleAssignmentRow[]> {
    return this.roles.list(actor);
  }

  @Get('people/:id/roles')
  @Allow('admin', 'auditor')
  @AnswersList(Assignment)
  list(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<RoleAssignmentRow[]> {
    return this.roles.list(actor, id);
  }

  @Post('people/:id/roles')
  @StepUp()
  @Answers(Assignment, { status: 201 })
  give(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Give }) { role, validFrom, validTo, reason }: z.infer<typeof Give>,
  ): Promise<RoleAssignmentRow> {
    return this.roles.give(actor, id, role, { ...(validFrom && { validFrom }), validTo: validTo ?? null, reason });
  }

  @Post('people/:id/roles/:assignmentId/end')
  @StepUp()
  @AnswersNothing()
  end(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('assignmentId', { schema: Id }) assignmentId: string,
    @Body({ schema: End }) { reason }: z.infer<typeof End>,
  ): Promise<void> {
    return this.roles.end(actor, id, assignmentId, reason);
  }
}
