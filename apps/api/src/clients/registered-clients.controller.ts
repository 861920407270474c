import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type RegisteredClientRow, RegisteredClients } from '@app/auth';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const ApplicationType = z.enum(['native', 'web']);
const Register = z.strictObject({
  name: Text,
  applicationType: ApplicationType.default('web'),
  redirectUris: z.array(Text).min(1).max(10),
  blueprintId: Id.nullable().default(null),
  requiresApproval: z.boolean().default(true),
});
const Client = z.object({
  id: z.uuid().describe('The client_id.'),
  name: z.string(),
  applicationType: ApplicationType,
  redirectUris: z.array(z.string()),
  createdBy: z.string(),
  createdAt: Time,
  endedAt: Time.nullable(),
});

@ApiTags('clients')
@Controller('api/v1/clients')
@Allow('admin')
export class RegisteredClientsController {
  constructor(private readonly clients: RegisteredClients) {}

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Client)
  list(@By() actor: Actor): Promise<RegisteredClientRow[]> {
    return this.clients.list(actor);
  }

  @Post()
  @Answers(Client, { status: 201 })
  register(
    @By() actor: Actor,
    @Body({ schema: Register }) wanted: z.infer<typeof Register>,
  ): Promise<RegisteredClientRow> {
    return this.clients.register(actor, wanted);
  }

  @Delete(':clientId')
  @AnswersNothing()
  end(@By() actor: Actor, @Param('clientId', { schema: Id }) id: string): Promise<void> {
    return this.clients.end(actor, id);
  }
}
