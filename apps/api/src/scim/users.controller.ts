import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SourceRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import {
  type ListResponse,
  type Preconditions,
  type Query as ScimQuery,
  type ScimResource,
  ScimUsers,
  searchQuery,
} from '@app/scim';
import { By, From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { When } from './preconditions.js';
import { ScimAnswer } from './scim-answer.js';

@ApiExcludeController()
@Controller('scim/v2/Users')
@ProvisionedBySource()
export class ScimUsersController {
  constructor(private readonly users: ScimUsers) {}

  @Post()
  @ScimAnswer(201)
  create(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Body() body: unknown,
    @Query() query: ScimQuery,
  ): Promise<ScimResource> {
    return this.users.create(actor, source, body, query);
  }

  @Get()
  @ScimAnswer()
  list(@By() actor: Actor, @From() source: SourceRow, @Query() query: ScimQuery): Promise<ListResponse> {
    return this.users.list(actor, source, query);
  }

  @Post('.search')
  @ScimAnswer()
  search(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.users.list(actor, source, searchQuery(body));
  }

  @Get(':id')
  @ScimAnswer()
  get(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @Query() query: ScimQuery,
  ): Promise<ScimResource> {
    return this.users.get(actor, source, id, query);
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
    return this.users.replace(actor, source, id, body, query, when);
  }

  @Patch(':id')
  @ScimAnswer()
  patch(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @Body() body: unknown,
    @Query() query: ScimQuery,
    @When() when: Preconditions,
  ): Promise<ScimResource> {
    return this.users.patch(actor, source, id, body, query, when);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(
    @By() actor: Actor,
    @From() source: SourceRow,
    @Param('id') id: string,
    @When() when: Preconditions,
  ): Promise<void> {
    return this.users.remove(actor, source, id, when);
  }
}
