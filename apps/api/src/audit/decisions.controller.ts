import { Controller, Get, Headers, type MessageEvent, Query, Req, Sse } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import type { Actor } from '@app/kernel';
import { type DecisionView, Decisions } from '@app/reports';
import { AnswersList } from '../edge/answers.js';
import { By } from '../policy/identity.js';
import { Allow, InPerson } from '../policy/policy.js';
import { SessionCookie } from '../policy/session-cookie.js';
import { DecisionStream, watchers } from './decision-stream.js';

const LatestQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });
/** The position after which to go on, as the browser sends it when it comes back. */
const Position = z.coerce.number().int().min(-1).optional();
const Decision = z.object({
  seq: z.int(),
  callId: z.string(),
  at: z.iso.datetime(),
  agentId: z.string(),
  agentName: z.string(),
  ownerId: z.string(),
  ownerName: z.string(),
  onBehalfOf: z.string().nullable(),
  onBehalfOfName: z.string().nullable(),
  server: z.string(),
  tool: z.string(),
  decision: z.enum(['allow', 'hold', 'deny']),
  reasonCode: z.string(),
  grantIds: z.array(z.string()),
  chain: z.array(z.string()),
  agents: z.array(
    z.object({ id: z.string(), owner: z.string().nullable(), name: z.string(), ownerName: z.string().nullable() }),
  ),
  delegations: z.array(z.string()),
});

@ApiTags('audit')
@Controller('api/v1/decisions')
@Allow(...watchers)
export class DecisionsController {
  constructor(
    private readonly decisions: Decisions,
    private readonly stream: DecisionStream,
    private readonly cookie: SessionCookie,
  ) {}

  @Get()
  @AnswersList(Decision)
  latest(
    @By() actor: Actor,
    @Query({ schema: LatestQuery }) { limit }: z.infer<typeof LatestQuery>,
  ): Promise<DecisionView[]> {
    return this.decisions.latest(actor, limit);
  }

  /** Server-sent events, one a decision, from now on or after `Last-Event-ID`; the id is the ledger's index. */
  @Sse('stream')
  @InPerson()
  @ApiExcludeEndpoint()
  follow(
    @By() actor: Actor,
    @Req() request: FastifyRequest,
    @Headers('last-event-id') last: string | undefined,
  ): Observable<MessageEvent> {
    const after = Position.safeParse(last).data;
    return this.stream.open(actor, this.cookie.of(request) ?? '', after);
  }
}
