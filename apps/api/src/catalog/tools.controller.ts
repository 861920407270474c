import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DefinitionChanges, type ToolChange as Changed } from '@app/access';
import type { SignedIn as Person } from '@app/auth';
import { Approvals, type ToolRow, Tools, Variants, variantForm } from '@app/catalog';
import type { Actor } from '@app/kernel';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { SignedIn, StepUp } from '../policy/policy.js';
import { Because, Hash, RiskClass, Tags, Tool, ToolChange } from './forms.js';

const Approve = z.strictObject({
  definitionHash: Hash,
  reason: Text,
  carryOver: z.boolean().default(false).describe('Grants on the former definition mean this one too.'),
  acceptUnfit: z.boolean().default(false).describe('Also those whose conditions do not fit; they permit nothing.'),
});
const Refuse = z.strictObject({ definitionHash: Hash, reason: Text });
const Correct = z.strictObject({ risk: RiskClass, reason: Text });
const Describe = z.strictObject({
  tags: Tags.optional(),
  cost: z.int().min(0).max(1_000_000).optional(),
  recordsAt: z
    .string()
    .regex(/^[^\s.]+(\.[^\s.]+)*$/)
    .max(200)
    .nullable()
    .optional(),
});
const MakeVariant = z.strictObject({ name: z.string().min(1).max(128), variant: variantForm, reason: Text });

/** What servers offer. Whoever answers for a server decides on its tools, as administrators do. */
@ApiTags('catalog')
@Controller('api/v1/tools')
@SignedIn()
export class ToolsController {
  constructor(
    private readonly tools: Tools,
    private readonly approvals: Approvals,
    private readonly changed: DefinitionChanges,
    private readonly variants: Variants,
  ) {}

  @Get()
  @AnswersList(Tool)
  list(@By() actor: Actor): Promise<ToolRow[]> {
    return this.tools.list(actor);
  }

  /** What waits for a decision, what differs, which grants fit it, and every definition there ever was. */
  @Get(':id/changes')
  @Answers(ToolChange)
  changes(@Me() me: Person, @Param('id', { schema: Id }) id: string): Promise<Changed> {
    return this.changed.of(me.actor, id, isAdmin(me) || me.roles.includes('auditor'));
  }

  /** Lets grants use the definition with this hash, which must be the one seen last. */
  @Post(':id/approve')
  @StepUp()
  @Answers(Tool)
  approve(
    @Me() me: Person,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Approve }) { definitionHash: hash, ...body }: z.infer<typeof Approve>,
  ): Promise<ToolRow> {
    return this.changed.approve(me.actor, id, { ...body, hash, isAdmin: isAdmin(me) });
  }

  /** The tool stays held, and nobody is asked about this definition again. */
  @Post(':id/refuse')
  @StepUp()
  @Answers(Tool)
  refuse(
    @Me() me: Person,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Refuse }) { definitionHash: hash, reason }: z.infer<typeof Refuse>,
  ): Promise<ToolRow> {
    return this.approvals.refuse(me.actor, id, { hash, reason, isAdmin: isAdmin(me) });
  }

  /** The class that people give stays, whatever annotations say later. */
  @Post(':id/risk')
  @StepUp()
  @Answers(Tool)
  correct(
    @Me() me: Person,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Correct }) body: z.infer<typeof Correct>,
  ): Promise<ToolRow> {
    return this.approvals.correctRisk(me.actor, id, { ...body, isAdmin: isAdmin(me) });
  }

  /** Tags by which grants select it, what one call costs, and where its result holds its records. */
  @Patch(':id')
  @StepUp()
  @Answers(Tool)
  describe(
    @Me() me: Person,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Describe }) body: z.infer<typeof Describe>,
  ): Promise<ToolRow> {
    return this.tools.describe(me.actor, id, { ...body, isAdmin: isAdmin(me) });
  }

  /** A tool of its own with arguments fixed, removed or bounded. Grants on its tool do not give it; patterns may. */
  @Post(':id/variants')
  @StepUp()
  @Answers(Tool, { status: 201 })
  make(
    @Me() me: Person,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MakeVariant }) body: z.infer<typeof MakeVariant>,
  ): Promise<ToolRow> {
    return this.variants.create(me.actor, id, { ...body, isAdmin: isAdmin(me) });
  }

  /** Only safe variants, and for good. */
  @Post(':id/remove')
  @Answers(Tool)
  remove(
    @Me() me: Person,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Because }) body: z.infer<typeof Because>,
  ): Promise<ToolRow> {
    return this.variants.remove(me.actor, id, { ...body, isAdmin: isAdmin(me) });
  }
}

const isAdmin = ({ roles }: Person): boolean => roles.includes('admin');
