import { Body, Controller, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SourceRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import { type ListResponse, ScimSearch } from '@app/scim';
import { By, From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

/** A search at the root, over people and groups (RFC 7644 §3.4.3); each kind has its own beside it. */
@ApiExcludeController()
@Controller('scim/v2')
@ProvisionedBySource()
export class ScimSearchController {
  constructor(private readonly search: ScimSearch) {}

  @Post('.search')
  @ScimAnswer()
  everything(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<ListResponse> {
    return this.search.root(actor, source, body);
  }
}
