import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { KillSwitches } from '@app/access';
import { type KillSwitchRow, killScopes } from '@app/agents';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import { Reason } from './forms.js';

const Pull = z.discriminatedUnion('scope', [
  z.strictObject({
    scope: z.enum(['agent', 'owner', 'server', 'tool']),
    targetId: Id.describe('Agent, person, server or tool.'),
    reason: Text,
  }),
  z.strictObject({ scope: z.literal('tenant'), reason: Text }),
]);
const KillSwitch = z.object({
  id: z.uuid(),
  scope: z.enum(killScopes),
  targetId: z.uuid(),
  reason: z.string(),
  pulledBy: z.string(),
  pulledAt: Time,
  liftedBy: z.string().nullable(),
  liftedAt: Time.nullable(),
});
const ListQuery = z.object({ all: z.stringbool().default(false).describe('Those that were lifted, too.') });

/** Stops at once; when the answer comes, no gateway lets a call through any more. */
@ApiTags('kill-switches')
@Controller('api/v1/kill-switches')
@Allow('admin', 'security_operator')
export class KillSwitchesController {
  constructor(private readonly switches: KillSwitches) {}

  @Post()
  @Answers(KillSwitch, { status: 201 })
  pull(@By() actor: Actor, @Body({ schema: Pull }) wanted: z.infer<typeof Pull>): Promise<KillSwitchRow> {
    return this.switches.pull(actor, wanted.scope === 'tenant' ? { ...wanted, targetId: actor.tenant } : wanted);
  }

  /** Newest first. */
  @Get()
  @Allow('admin', 'security_operator', 'auditor')
  @AnswersList(KillSwitch)
  list(@By() actor: Actor, @Query({ schema: ListQuery }) query: z.infer<typeof ListQuery>): Promise<KillSwitchRow[]> {
    return this.switches.list(actor, query);
  }

  @Post(':switchId/lift')
  @StepUp()
  @AnswersNothing()
  lift(
    @By() actor: Actor,
    @Param('switchId', { schema: Id }) id: string,
    @Body({ schema: Reason }) { reason }: z.infer<typeof Reason>,
  ): Promise<void> {
    return this.switches.lift(actor, id, reason);
  }
}
