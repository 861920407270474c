import { Body, Controller, Delete, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type BlueprintRow, Blueprints, type ListedBlueprint as Listed } from '@app/agents';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList, AnswersNothing, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, SignedIn, StepUp } from '../policy/policy.js';

const Days = z.int().min(1).max(3650);
const limits = {
  name: Text,
  kind: z.enum(['autonomous', 'delegated']),
  environment: z.enum(['production', 'staging', 'development']),
  maxTermDays: Days.describe('Longest time from now to the expiry of an agent.'),
  reviewEveryDays: Days,
  dormantAfterDays: Days,
  maxCredentialDays: Days.describe('Longest life of a credential.'),
};
const Wanted = z.strictObject({
  ...limits,
  ceilingProfileId: Id.nullable().default(null).describe('No agent of this class gets beyond this access profile.'),
  requiresApproval: z.boolean().default(false),
  requiresDeputy: z.boolean().default(false),
});
const Blueprint = z.object({
  id: z.uuid(),
  ...limits,
  ceilingProfileId: z.uuid().nullable(),
  requiresApproval: z.boolean(),
  requiresDeputy: z.boolean(),
  createdAt: Time,
  endedAt: Time.nullable(),
});
const ListedBlueprint = Blueprint.extend({ agents: z.int().describe('How many agents it binds.') });

/** Classes of agents, with their defaults and ceilings. */
@ApiTags('agents')
@Controller('api/v1/blueprints')
@Allow('admin')
export class BlueprintsController {
  constructor(private readonly blueprints: Blueprints) {}

  /** Everybody who may register an agent chooses from them. */
  @Get()
  @SignedIn()
  @AnswersList(ListedBlueprint)
  list(@By() actor: Actor): Promise<Listed[]> {
    return this.blueprints.list(actor);
  }

  @Post()
  @Answers(Blueprint, { status: 201 })
  create(@By() actor: Actor, @Body({ schema: Wanted }) wanted: z.infer<typeof Wanted>): Promise<BlueprintRow> {
    return this.blueprints.create(actor, wanted);
  }

  /** The whole of it anew. */
  @Put(':blueprintId')
  @StepUp()
  @Answers(Blueprint)
  change(
    @By() actor: Actor,
    @Param('blueprintId', { schema: Id }) id: string,
    @Body({ schema: Wanted }) wanted: z.infer<typeof Wanted>,
  ): Promise<BlueprintRow> {
    return this.blueprints.change(actor, id, wanted);
  }

  /** No agent is made from it any more; it goes on binding those there are. */
  @Delete(':blueprintId')
  @AnswersNothing()
  end(@By() actor: Actor, @Param('blueprintId', { schema: Id }) id: string): Promise<void> {
    return this.blueprints.end(actor, id);
  }
}
