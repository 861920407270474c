import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Connection, Connections, type SignedIn } from '@app/auth';
import { AnswersList, AnswersNothing } from '../edge/answers.js';
import { Id } from '../edge/inputs.js';
import { Me } from '../policy/identity.js';
import { SignedIn as SignedInOnly } from '../policy/policy.js';
import { ConnectionAnswer } from './answers.js';

/** The clients that the signed-in person has connected. */
@ApiTags('authorization')
@Controller('api/v1/me/connections')
export class ConnectionsController {
  constructor(private readonly connections: Connections) {}

  @Get()
  @SignedInOnly()
  @AnswersList(ConnectionAnswer)
  list(@Me() { actor, personId }: SignedIn): Promise<Connection[]> {
    return this.connections.list(actor, personId);
  }

  /** When this has answered, no call that rests on the person's word is admitted any more. */
  @Delete(':agentId')
  @SignedInOnly()
  @AnswersNothing()
  end(@Me() { actor, personId }: SignedIn, @Param('agentId', { schema: Id }) agentId: string): Promise<void> {
    return this.connections.end(actor, personId, agentId, 'withdrawn by the person');
  }
}
