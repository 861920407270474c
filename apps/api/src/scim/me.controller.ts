import { All, Controller, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '@app/kernel';
import { ScimMe, type Query as ScimQuery, type ScimResource } from '@app/scim';
import { type Identity, Who } from '../policy/identity.js';
import { ProvisionedOrSignedIn } from '../policy/policy.js';
import { ScimAnswer } from './scim-answer.js';

/** RFC 7644 §3.11: the User behind the request, which is a person's own; a source is nobody. */
@ApiExcludeController()
@Controller('scim/v2/Me')
@ProvisionedOrSignedIn()
export class ScimMeController {
  constructor(private readonly me: ScimMe) {}

  @All()
  @ScimAnswer()
  get(@Who() who: Identity, @Req() { method }: FastifyRequest, @Query() query: ScimQuery): Promise<ScimResource> {
    if (who.kind === 'source') throw new Refusal('scim.me-of-nobody');
    if (method !== 'GET' && method !== 'HEAD') throw new Refusal('scim.me-read-only');
    return this.me.get(who.actor, who.personId, query);
  }
}
