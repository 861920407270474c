import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SourceRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import {
  type ListResponse,
  PublishedProfiles,
  type Query as ScimQuery,
  type ScimResource,
  searchQuery,
} from '@app/scim';
import { By, From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

@ApiExcludeController()
@Controller('scim/v2/Entitlements')
@ProvisionedBySource()
export class ScimEntitlementsController {
  constructor(private readonly profiles: PublishedProfiles) {}

  @Get()
  @ScimAnswer()
  list(@By() actor: Actor, @From() source: SourceRow, @Query() query: ScimQuery): Promise<ListResponse> {
    return this.profiles.list(actor, source, 'entitlements', query);
  }

  @Post('.search')
  @ScimAnswer()
  search(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.profiles.list(actor, source, 'entitlements', searchQuery(body));
  }

  @Get(':id')
  @ScimAnswer()
  get(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @Query() query: ScimQuery,
  ): Promise<ScimResource> {
    return this.profiles.get(actor, source, 'entitlements', id, query);
  }
}
