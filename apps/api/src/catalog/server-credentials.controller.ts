import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Credentials, type ShownCredential, secretForm, slots } from '@app/catalog';
import { type Actor, Refusal } from '@app/kernel';
import { Answers, AnswersList, Time } from '../edge/answers.js';
import { Id, Text } from '../edge/inputs.js';
import { By } from '../policy/identity.js';
import { Allow, StepUp } from '../policy/policy.js';
import { Because } from './forms.js';

const Credential = z.object({
  id: z.uuid(),
  serverId: z.uuid(),
  slot: z.enum(slots).describe('Where it is shown; a server has one for each.'),
  kind: z.enum(['bearer', 'header', 'oauth', 'mtls', 'environment']),
  audience: z.string().describe('The origin that it is shown to, or the command that gets it.'),
  ownerId: z.uuid().describe('Who answers for it; it ends when they leave.'),
  shown: z.record(z.string(), z.string()).describe('What may be seen of it.'),
  revision: z.int(),
  createdAt: Time,
  rotatedAt: Time.nullable(),
  endedAt: Time.nullable(),
  endedBecause: z.enum(['removed', 'owner_left', 'server_disabled', 'server_moved']).nullable(),
});
const Given = z.strictObject({
  secret: secretForm,
  ownerId: Id.optional().describe('Who answers for it; whoever gives it when left out.'),
  reason: Text,
});

/** What servers are shown of us. Secrets go in and are never told again. */
@ApiTags('catalog')
@Controller('api/v1/servers/:id/credentials')
@Allow('admin')
export class ServerCredentialsController {
  constructor(private readonly credentials: Credentials) {}

  /** Also those that have ended, with why. */
  @Get()
  @AnswersList(Credential)
  list(@By() actor: Actor, @Param('id', { schema: Id }) id: string): Promise<ShownCredential[]> {
    return this.credentials.list(actor, id);
  }

  /** The server is shown it from the next request on, by every gateway. */
  @Post()
  @StepUp()
  @Answers(Credential, { status: 201 })
  set(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Given }) body: z.infer<typeof Given>,
  ): Promise<ShownCredential> {
    return this.credentials.set(actor, id, { ...body, ownerId: ownerOf(actor, body) });
  }

  /** Another secret in its place; what is under way ends with the former one. */
  @Post(':credentialId/rotate')
  @StepUp()
  @Answers(Credential)
  rotate(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('credentialId', { schema: Id }) credentialId: string,
    @Body({ schema: Given }) body: z.infer<typeof Given>,
  ): Promise<ShownCredential> {
    return this.credentials.rotate(actor, id, credentialId, { ...body, ownerId: ownerOf(actor, body) });
  }

  /** From now on the server is called without it; also for one that ended by itself, without which it is not called. */
  @Post(':credentialId/remove')
  @StepUp()
  @Answers(Credential)
  remove(
    @By() actor: Actor,
    @Param('id', { schema: Id }) id: string,
    @Param('credentialId', { schema: Id }) credentialId: string,
    @Body({ schema: Because }) { reason }: z.infer<typeof Because>,
  ): Promise<ShownCredential> {
    return this.credentials.remove(actor, id, credentialId, reason);
  }
}

function ownerOf(actor: Actor, { ownerId }: z.infer<typeof Given>): string {
  const owner = ownerId ?? (actor.kind === 'person' ? actor.id : undefined);
  if (owner === undefined) throw new Refusal('person.unknown');
  return owner;
}
