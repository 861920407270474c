import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { SignInLinks } from '@app/auth';
import { Db } from '@app/database';
import type { Actor } from '@app/kernel';
import { Lifecycle, type LifecycleEventRow } from '@app/lifecycle';
import { Answers, AnswersList, Time } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';

const Link = z.object({ link: z.url(), expiresAt: Time });
const Event = z.object({
  id: z.uuid(),
  kind: z.string(),
  changed: z.array(z.string()),
  effects: z.record(z.string(), z.unknown()).describe('Ids of agents, groups and tools concerned.'),
  fenceSeq: z.int().nullable(),
  revision: z.int().nullable().describe('Of the person; null for memberships and profiles.'),
  beforeDigest: z.string().nullable(),
  afterDigest: z.string().nullable(),
  requestId: z.string().nullable().describe('The HTTP request that caused it; null for a date that came.'),
  receivedAt: Time.nullable(),
  at: Time,
});

/** What administrators do to one person. */
@ApiTags('directory')
@Controller('api/v1/people/:id')
@Allow('admin')
export class PersonController {
  constructor(
    private readonly db: Db,
    private readonly links: SignInLinks,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Get('lifecycle')
  @Allow('admin', 'auditor')
  @AnswersList(Event)
  history(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<LifecycleEventRow[]> {
    return this.db.read(actor, (tx) => this.lifecycle.history(tx, id));
  }

  /** A one-time link by which this person signs in; whoever holds it is that person, so it is recorded who made it. */
  @Post('sign-in-links')
  @StepUp()
  @Answers(Link, { status: 201 })
  async invite(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
  ): Promise<{ link: string; expiresAt: Date }> {
    const { url, expiresAt } = await this.links.issue(actor, id);
    return { link: url, expiresAt };
  }
}
