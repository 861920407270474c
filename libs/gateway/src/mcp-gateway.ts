import { Logger } from '@nestjs/common';
import { Refusal, newId } from '@app/kernel';
import type { Row } from './admission/index.js';
import { type Answer, errorAnswer, refusalAnswer } from './answer.js';
import { Call, type Ending, type McpRequest } from './call.js';
import type { House } from './house.js';

/** The MCP endpoint, for both protocol eras: a request goes down the admission table and comes back as an answer. */
export class McpGateway {
  private readonly log = new Logger('Gateway');

  constructor(
    private readonly house: House,
    private readonly table: readonly Row[],
  ) {}

  /** Never rejects: a defect is a 500 that says nothing and forwards nothing more. */
  async handle(request: McpRequest): Promise<Answer> {
    const call = new Call(newId(), request, this.house.clock.now(), performance.now());
    let ending: Ending | undefined;
    for (const row of this.table) {
      try {
        if ('always' in row) ending = (await row.always(call, this.house, ending)) ?? ending;
        else ending ??= (await row.run(call, this.house)) ?? undefined;
      } catch (failure) {
        ending = { answer: this.failed(call, failure) };
      }
    }
    return ending?.answer ?? this.failed(call, new Error('the admission table has no end'));
  }

  private failed(call: Call, failure: unknown): Answer {
    const id = call.message?.id;
    if (failure instanceof Refusal) return refusalAnswer(id, failure);
    this.log.error(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
    return errorAnswer(id, 500, { code: -32603, message: 'Internal error' });
  }
}
