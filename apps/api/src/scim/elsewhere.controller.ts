import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '@app/kernel';
import { ProvisionedBySource } from '../policy/policy.js';

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Whatever a source asks for that no other route answers: a known address by another verb, or none at all. */
@ApiExcludeController()
@Controller('scim/v2')
@ProvisionedBySource()
export class ScimElsewhereController {
  @All('*')
  refuse(@Req() { server, url, method }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): never {
    const path = /^\/[\w./-]+/.exec(url)?.[0] ?? '';
    const places = [path, path.replace(/[^/]+$/, ':id')];
    const allowed = VERBS.filter((verb) => places.some((place) => server.hasRoute({ method: verb, url: place })));
    const asked = method === 'HEAD' ? 'GET' : method;
    const isTaken = allowed.some((verb) => verb === asked); // then what stands in the address was not
    if (allowed.length === 0 || isTaken) throw new Refusal('request.not-found');
    void reply.header('allow', allowed.join(', '));
    throw new Refusal('request.verb-not-allowed');
  }
}
