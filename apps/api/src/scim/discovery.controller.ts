import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SourceRow } from '@app/directory';
import { ScimDiscovery, type Query as ScimQuery } from '@app/scim';
import { From } from '../policy/identity.js';
import { ProvisionedBySource } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

@ApiExcludeController()
@Controller('scim/v2')
@ProvisionedBySource()
export class ScimDiscoveryController {
  constructor(private readonly discovery: ScimDiscovery) {}

  @Get('ServiceProviderConfig')
  @ScimAnswer()
  serviceProviderConfig(@From() source: SourceRow, @Query() query: ScimQuery): object {
    return this.discovery.serviceProviderConfig(source, query);
  }

  @Get('ResourceTypes')
  @ScimAnswer()
  resourceTypes(@From() source: SourceRow, @Query() query: ScimQuery): object {
    return this.discovery.resourceTypes(source, query);
  }

  @Get('ResourceTypes/:id')
  @ScimAnswer()
  resourceType(@From() source: SourceRow, @Param('id') id: string): object {
    return this.discovery.resourceType(source, id);
  }

  @Get('Schemas')
  @ScimAnswer()
  schemas(@From() source: SourceRow, @Query() query: ScimQuery): object {
    return this.discovery.schemas(source, query);
  }

  @Get('Schemas/:id')
  @ScimAnswer()
  schema(@From() source: SourceRow, @Param('id') id: string): object {
    return this.discovery.schema(source, id);
  }
}
