import { Body, Controller, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SourceRow } from '@app/directory';
import type { Actor } from '@app/kernel';
import { ScimBulk } from '@app/scim';
import { By, From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

@ApiExcludeController()
@Controller('scim/v2/Bulk')
@ProvisionedBySource()
export class ScimBulkController {
  constructor(private readonly bulk: ScimBulk) {}

  @Post()
  @ScimAnswer()
  run(@By() actor: Actor, @From() source: SourceRow, @Body() body: unknown): Promise<object> {
    return this.bulk.run(actor, source, body);
  }
}
