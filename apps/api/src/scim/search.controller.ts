import { Body, Controller, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SourceRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import { type ListResponse, ScimGroups, ScimSearch, ScimUsers, searchQuery } from '@app/scim';
import { By, From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

/** Searches whose terms are no part of an address that proxies write into their logs (RFC 7644 §3.4.3). */
@ApiExcludeController()
@Controller('scim/v2')
@ProvisionedBySource()
export class ScimSearchController {
  constructor(
    private readonly search: ScimSearch,
    private readonly users: ScimUsers,
    private readonly groups: ScimGroups,
  ) {}

  @Post('.search')
  @ScimAnswer()
  everything(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.search.root(actor, source, body);
  }

  @Post('Users/.search')
  @ScimAnswer()
  people(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.users.list(actor, source, searchQuery(body));
  }

  @Post('Groups/.search')
  @ScimAnswer()
  groupsOnly(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.groups.list(actor, source, searchQuery(body));
  }
}
