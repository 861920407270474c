import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { SourceRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import {
  type ListResponse,
  type Preconditions,
  type Query as ScimQuery,
  ScimGroups,
  type ScimResource,
  searchQuery,
} from '@app/scim';
import { By, From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { When } from './preconditions.js';
import { ScimAnswer } from './scim-answer.js';

@ApiExcludeController()
@Controller('scim/v2/Groups')
@ProvisionedBySource()
export class ScimGroupsController {
  constructor(private readonly groups: ScimGroups) {}

  @Post()
  @ScimAnswer(201)
  create(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Body() body: unknown,
    @Query() query: ScimQuery,
  ): Promise<ScimResource> {
    return this.groups.create(actor, source, body, query);
  }

  @Get()
  @ScimAnswer()
  list(@By() actor: Actor, @From() source: SourceRow, @Query() query: ScimQuery): Promise<ListResponse> {
    return this.groups.list(actor, source, query);
  }

  @Post('.search')
  @ScimAnswer()
  search(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.groups.list(actor, source, searchQuery(body));
  }

  @Get(':id')
  @ScimAnswer()
  get(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @Query() query: ScimQuery,
  ): Promise<ScimResource> {
    return this.groups.get(actor, source, id, query);
  }

  @Put(':id')
  @ScimAnswer()
  replace(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @Body() body: unknown,
    @Query() query: ScimQuery,
    @When() when: Preconditions,
  ): Promise<ScimResource> {
    return this.groups.replace(actor, source, id, body, query, when);
  }

  /** 204 unless the query asks for the group: its members are not read back just because some changed. */
  @Patch(':id')
  @ScimAnswer()
  async patch(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @Body() body: unknown,
    @Query() query: ScimQuery,
    @When() when: Preconditions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScimResource | undefined> {
    const group = await this.groups.patch(actor, source, id, body, query, when);
    if (!group) void reply.code(204).removeHeader('content-type');
    return group;
  }

  @Delete(':id')
  @HttpCode(204)
  remove(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @When() when: Preconditions,
  ): Promise<void> {
    return this.groups.remove(actor, source, id, when);
  }
}
