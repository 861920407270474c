import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type ServerRow, Servers, type ToolRow } from '@app/catalog';
import { Upstreams } from '@app/connectors';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, SignedIn } from '../policy/policy.js';
import { Tool } from './tools.controller.js';

const name = z.string().min(1).max(24);
const Command = z.strictObject({
  program: z.string().min(1).max(1000),
  args: z.array(z.string().max(4000)).max(100).default([]),
});
const Register = z.discriminatedUnion('transport', [
  z.strictObject({ name, transport: z.literal('stdio'), command: Command }),
  z.strictObject({ name, transport: z.literal('http'), url: z.url().max(2000) }),
]);
const Server = z.object({
  id: z.uuid(),
  name: z.string(),
  transport: z.enum(['stdio', 'http']),
  status: z.enum(['active', 'disabled']),
  createdAt: Time,
  syncedAt: Time.nullable(),
});

@ApiTags('catalog')
@Controller('api/v1/servers')
export class ServersController {
  constructor(
    private readonly servers: Servers,
    private readonly upstreams: Upstreams,
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
  list(@By() actor: Actor): Promise<ServerRow[]> {
    return this.servers.list(actor);
  }

  /** Reads the server's tools now; answers with all of its tools as they stand afterwards. */
  @Post(':id/sync')
  @Allow('admin')
  @AnswersList(Tool)
  sync(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ToolRow[]> {
    return this.upstreams.discover(actor, id);
  }
}
