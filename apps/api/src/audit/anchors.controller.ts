import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type AnchorState, Anchoring } from '@app/ledger';
import type { Actor } from '@app/kernel';
import { AnswersList, Time } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow } from '../policy/policy.js';

const Anchor = z.object({
  target: z.string(),
  kind: z.enum(['file', 'object', 'witness']),
  size: z.int().nullable().describe('Entries that the newest checkpoint there vouches for.'),
  at: Time.nullable(),
  count: z.int(),
  isStale: z.boolean().describe('The log has grown for more than two hours since.'),
});

@ApiTags('audit')
@Controller('api/v1/ledger/anchors')
@Allow('admin', 'auditor')
export class AnchorsController {
  constructor(private readonly anchoring: Anchoring) {}

  @Get()
  @AnswersList(Anchor)
  list(@By() actor: Actor): Promise<AnchorState[]> {
    return this.anchoring.states(actor);
  }
}
