import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SourceRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import {
  AgenticApplications,
  type ListResponse,
  type Query as ScimQuery,
  type ScimResource,
  searchQuery,
} from '@app/scim';
import { By, From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

@ApiExcludeController()
@Controller('scim/v2/AgenticApplications')
@ProvisionedBySource()
export class AgenticApplicationsController {
  constructor(private readonly applications: AgenticApplications) {}

  @Get()
  @ScimAnswer()
  list(@By() actor: Actor, @From() source: SourceRow, @Query() query: ScimQuery): Promise<ListResponse> {
    return this.applications.list(actor, source, query);
  }

  @Post('.search')
  @ScimAnswer()
  search(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.applications.list(actor, source, searchQuery(body));
  }

  @Get(':id')
  @ScimAnswer()
  get(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @Query() query: ScimQuery,
  ): Promise<ScimResource> {
    return this.applications.get(actor, source, id, query);
  }
}
