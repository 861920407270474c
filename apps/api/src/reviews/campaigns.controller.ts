import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { SignedIn as Person } from '@app/auth';
import { publicName } from '@app/catalog';
import type { Actor } from '@app/kernel';
import { type CampaignRow, Campaigns, type ListedCampaign as Listed, type ReviewItemRow } from '@app/reviews';
import { Answers, AnswersList } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By, Me } from '../policy/identity.js';
import { Allow, InPerson, SignedIn, StepUp } from '../policy/policy.js';
import { Answer, Campaign, Draft, Item, ListedCampaign } from './forms.js';

type ShownItem = ReviewItemRow & Readonly<{ tool: string }>;

@ApiTags('reviews')
@Controller('api/v1/campaigns')
@Allow('admin')
export class CampaignsController {
  constructor(private readonly campaigns: Campaigns) {}

  @Post()
  @Answers(Campaign, { status: 201 })
  draft(@By() actor: Actor, @Body({ schema: Draft }) wanted: z.infer<typeof Draft>): Promise<CampaignRow> {
    return this.campaigns.draft(actor, wanted);
  }

  @Post(':id/stage')
  @Answers(Campaign)
  stage(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<CampaignRow> {
    return this.campaigns.stage(actor, id);
  }

  @Post(':id/launch')
  @Answers(Campaign)
  launch(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<CampaignRow> {
    return this.campaigns.launch(actor, id);
  }

  @Post(':id/sign-off')
  @StepUp()
  @Answers(Campaign)
  signOff(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<CampaignRow> {
    return this.campaigns.signOff(actor, id, { admin: true });
  }

  @Get()
  @Allow('admin', 'reviewer', 'auditor')
  @AnswersList(ListedCampaign)
  list(@By() actor: Actor): Promise<Listed[]> {
    return this.campaigns.list(actor);
  }

  @Get(':id')
  @Allow('admin', 'reviewer', 'auditor')
  @Answers(ListedCampaign)
  get(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<Listed> {
    return this.campaigns.find(actor, id);
  }

  /** All items for those who watch over reviews; for everybody else the ones that they are asked about. */
  @Get(':id/items')
  @SignedIn()
  @AnswersList(Item)
  async items(@Me() { actor, personId, roles }: Person, @Param('id', { schema: Id }) id: string): Promise<ShownItem[]> {
    const seesAll = roles.includes('admin') || roles.includes('auditor');
    return (await this.campaigns.items(actor, id, seesAll ? undefined : personId)).map(shown);
  }

  /** Whoever is asked may answer, whatever their role; the use case refuses everybody else. */
  @Post(':id/items/:itemId/decision')
  @InPerson()
  @SignedIn()
  @Answers(Item)
  async decide(
    @By() actor: Actor,
    @Param('itemId', { schema: Id }) itemId: string,
    @Body({ schema: Answer }) answer: z.infer<typeof Answer>,
  ): Promise<ShownItem> {
    return shown(await this.campaigns.decide(actor, itemId, answer));
  }
}

const shown = (item: ReviewItemRow): ShownItem => Object.assign(item, { tool: labelOf(item.snapshot) });

function labelOf({ tool, tools = [], grant }: ReviewItemRow['snapshot']): string {
  const one = tool && publicName(tool.server, tool.name);
  const several = `${tools.length} tools`;
  return grant.profile ? `${grant.profile.name}: ${one ?? several}` : (one ?? several);
}
