import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { boundAttributes, type ListedBinding, type ProfileBindingRow, ProfileBindings } from '@app/access';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const Attribute = z.enum(boundAttributes);
const Bind = z.strictObject({
  sourceId: Id,
  attribute: Attribute,
  value: Text.optional().describe('What the source is to say; the id of the profile if left out.'),
});
const Binding = z.object({
  id: z.uuid(),
  profileId: z.uuid(),
  sourceId: z.uuid(),
  attribute: Attribute,
  value: z.string(),
  validFrom: Time,
  validTo: Time.nullable(),
});
const Listed = Binding.extend({ profileName: z.string(), people: z.int() });

@ApiTags('access')
@Controller('api/v1/profiles')
@Allow('admin')
export class BindingsController {
  constructor(private readonly bindings: ProfileBindings) {}

  @Get('bindings')
  @Allow('admin', 'auditor')
  @AnswersList(Listed)
  list(@By() actor: Actor): Promise<ListedBinding[]> {
    return this.bindings.list(actor);
  }

  @Post(':id/bindings')
  @Answers(Binding, { status: 201 })
  bind(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Bind }) wanted: z.infer<typeof Bind>,
  ): Promise<ProfileBindingRow> {
    return this.bindings.bind(actor, id, wanted);
  }

  @Delete('bindings/:bindingId')
  @AnswersNothing()
  end(@By() actor: Actor, @Param('bindingId', { schema: Id }) bindingId: string): Promise<void> {
    return this.bindings.end(actor, bindingId);
  }
}
