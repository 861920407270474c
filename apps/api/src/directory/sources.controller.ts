import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  type IssuedToken as Issued,
  SourceActivity,
  type SourceActivityRow,
  type SourceChange,
  type SourceRow,
  type SourceStatus,
  Sources,
} from '@app/directory';
import type { Actor } from '@app/kernel';
import { readDeclared } from '@app/scim';
import { Answers, AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import {
  Activity,
  ActivityQuery,
  Configure,
  Connect,
  Connected,
  IssueToken,
  IssuedToken,
  Source,
  Status,
} from './source-forms.js';

/** The connections of identity providers: their settings, tokens, log and state of health. */
@ApiTags('directory')
@Controller('api/v1/sources')
@Allow('admin')
export class SourcesController {
  constructor(
    private readonly sources: Sources,
    private readonly activity: SourceActivity,
  ) {}

  @Post()
  @StepUp()
  @Answers(Connected, { status: 201 })
  connect(
    @By() actor: Actor,
    @Body({ schema: Connect }) body: z.infer<typeof Connect>,
  ): Promise<{ source: SourceRow; token: string }> {
    const { name, dialect } = body;
    const declared = readDeclared({ extensions: [], mapping: {} }, body);
    return this.sources.connect(actor, { ...given(body), name, dialect, ...declared });
  }

  @Get()
  @Allow('admin', 'auditor')
  @AnswersList(Source)
  list(@By() actor: Actor): Promise<SourceRow[]> {
    return this.sources.list(actor);
  }

  @Patch(':id')
  @StepUp()
  @Answers(Source)
  async configure(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Configure }) body: z.infer<typeof Configure>,
  ): Promise<SourceRow> {
    const declared = readDeclared(await this.sources.find(actor, id), body);
    return this.sources.configure(actor, id, { ...given(body), ...declared });
  }

  @Get(':id/status')
  @Allow('admin', 'auditor')
  @Answers(Status)
  async status(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<SourceStatus> {
    return this.activity.status(actor, await this.sources.find(actor, id));
  }

  @Get(':id/activity')
  @Allow('admin', 'auditor')
  @AnswersList(Activity)
  async log(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ActivityQuery }) query: z.infer<typeof ActivityQuery>,
  ): Promise<SourceActivityRow[]> {
    await this.sources.find(actor, id);
    return this.activity.log(actor, id, query);
  }

  @Post(':id/tokens')
  @StepUp()
  @Answers(IssuedToken, { status: 201 })
  issueToken(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: IssueToken }) { days }: z.infer<typeof IssueToken>,
  ): Promise<Issued> {
    return this.sources.issueToken(actor, id, days);
  }

  @Delete(':id/tokens/:tokenId')
  @AnswersNothing()
  revokeToken(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('tokenId', { schema: Id }) tokenId: string,
  ): Promise<void> {
    return this.sources.revokeToken(actor, id, tokenId);
  }
}

/** What the body says; what it leaves out is not undefined but absent. */
function given(body: z.infer<typeof Configure>): Omit<SourceChange, 'extensions' | 'mapping'> {
  const { extensions: _extensions, mapping: _mapping, ...others } = body;
  return Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
}
