import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type ToolRow, Tools } from '@app/catalog';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, SignedIn } from '../policy/policy.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const Approve = z.strictObject({ definitionHash: hash });
export const Tool = z.object({
  id: z.uuid(),
  serverId: z.uuid(),
  name: z.string(),
  risk: z.enum(['read', 'write', 'destructive', 'unknown']),
  state: z.enum(['available', 'held', 'removed']),
  definitionHash: hash,
  approvedHash: hash,
});

@ApiTags('catalog')
@Controller('api/v1/tools')
export class ToolsController {
  constructor(private readonly tools: Tools) {}

  @Get()
  @SignedIn()
  @AnswersList(Tool)
  list(@By() actor: Actor): Promise<ToolRow[]> {
    return this.tools.list(actor);
  }

  /** Lets grants use the definition with this hash, which must be the one seen last. */
  @Post(':id/approve')
  @Allow('admin')
  @Answers(Tool)
  approve(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Approve }) body: z.infer<typeof Approve>,
  ): Promise<ToolRow> {
    return this.tools.approve(actor, id, body.definitionHash);
  }
}
