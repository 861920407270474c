import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type ListedServer, type ServerRow, Servers, type ToolRow, limitsForm } from '@app/catalog';
import { CatalogSync } from '@app/connectors';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, SignedIn, StepUp } from '../policy/policy.js';
import { Because, ClassificationName, EnvironmentName, Server, Tags, Tool } from './forms.js';

const Command = z.strictObject({
  program: z.string().min(1).max(1000),
  args: z.array(z.string().max(4000)).max(100).default([]),
});
const url = z.url().max(2000);
const notes = {
  ownerId: Id.nullable().optional().describe('Who answers for it and approves changed definitions.'),
  environment: EnvironmentName.nullable().optional(),
  classification: ClassificationName.nullable().optional().describe('The most sensitive data behind it.'),
  tags: Tags.optional(),
  recheckSeconds: z.int().min(0).max(86_400).optional().describe('How old definitions may be when a tool is called.'),
  limits: limitsForm.optional().describe('How much it is asked and how long it is waited for.'),
};
const named = { ...notes, name: z.string().min(1).max(24) };
const Register = z.discriminatedUnion('transport', [
  z.strictObject({ ...named, transport: z.literal('stdio'), command: Command }),
  z.strictObject({ ...named, transport: z.literal('http'), url }),
  z.strictObject({ ...named, transport: z.literal('sse'), url }),
]);
const Address = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('stdio'), command: Command }),
  z.strictObject({ transport: z.literal('http'), url }),
  z.strictObject({ transport: z.literal('sse'), url }),
]);
const Change = z.strictObject({
  ...notes,
  address: Address.optional(),
  keepApprovals: z
    .boolean()
    .default(false)
    .describe('What was approved is approved at the new address too; otherwise all of it is held there.'),
  reason: Text,
});

@ApiTags('catalog')
@Controller('api/v1/servers')
export class ServersController {
  constructor(
    private readonly servers: Servers,
    private readonly catalog: CatalogSync,
  ) {}

  /** Registering a program is leave to run it on the gateway's machine. */
  @Post()
  @Allow('admin')
  @Answers(Server, { status: 201 })
  register(@By() actor: Actor, @Body({ schema: Register }) body: z.infer<typeof Register>): Promise<ServerRow> {
    return this.servers.register(actor, body);
  }

  @Get()
  @SignedIn()
  @AnswersList(Server)
  list(@By() actor: Actor): Promise<ListedServer[]> {
    return this.servers.list(actor);
  }

  /** Who answers for it, what it stands for, how it is reached; tags are what grants may select it by. */
  @Patch(':id')
  @Allow('admin')
  @StepUp()
  @Answers(Server)
  change(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Change }) body: z.infer<typeof Change>,
  ): Promise<ServerRow> {
    return this.servers.change(actor, id, body);
  }

  /** Nothing of it is called, read or shown from now on. */
  @Post(':id/disable')
  @Allow('admin')
  @Answers(Server)
  disable(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Because }) { reason }: z.infer<typeof Because>,
  ): Promise<ServerRow> {
    return this.servers.turn(actor, id, 'disabled', reason);
  }

  @Post(':id/enable')
  @Allow('admin')
  @StepUp()
  @Answers(Server)
  enable(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Because }) { reason }: z.infer<typeof Because>,
  ): Promise<ServerRow> {
    return this.servers.turn(actor, id, 'active', reason);
  }

  /** Reads now what the server offers; answers with all of it as it stands afterwards. */
  @Post(':id/sync')
  @Allow('admin')
  @AnswersList(Tool)
  sync(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ToolRow[]> {
    return this.catalog.sync(actor, id);
  }
}
