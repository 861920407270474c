import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ScimDiscovery, type Query as ScimQuery } from '@app/scim';
import { ProvisionedBySource } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

@ApiExcludeController()
@Controller('scim/v2')
@ProvisionedBySource()
export class ScimDiscoveryController {
  constructor(private readonly discovery: ScimDiscovery) {}

  @Get('ServiceProviderConfig')
  @ScimAnswer()
  serviceProviderConfig(@Query() query: ScimQuery): object {
    return this.discovery.serviceProviderConfig(query);
  }

  @Get('ResourceTypes')
  @ScimAnswer()
  resourceTypes(@Query() query: ScimQuery): object {
    return this.discovery.resourceTypes(query);
  }

  @Get('ResourceTypes/:id')
  @ScimAnswer()
  resourceType(@Param('id') id: string): object {
    return this.discovery.resourceType(id);
  }

  @Get('Schemas')
  @ScimAnswer()
  schemas(@Query() query: ScimQuery): object {
    return this.discovery.schemas(query);
  }

  @Get('Schemas/:id')
  @ScimAnswer()
  schema(@Param('id') id: string): object {
    return this.discovery.schema(id);
  }
}
