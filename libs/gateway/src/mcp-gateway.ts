import { Logger } from '@nestjs/common';
import { Refusal, newId } from '@app/kernel';
import type { Row } from './admission/index.js';
import { type Answer, errorAnswer, refusalAnswer } from './answer.js';
import { Call, type Ending, type McpRequest } from './call.js';
import type { House } from './house.js';

/** Hears how each request ended, for figures and traces; it decides nothing. */
export type Watch = Readonly<{
  begun?: (call: Call) => void;
  ended: (call: Call, ending: Ending) => void;
}>;

/** The MCP endpoint, for both protocol eras: a request goes down the admission table and comes back as an answer. */
export class McpGateway {
  private readonly log = new Logger('Gateway');

  constructor(
    private readonly house: House,
    private readonly table: readonly Row[],
    private readonly watches: readonly Watch[] = [],
  ) {}

  /** Never rejects: a defect is a 500 that says nothing and forwards nothing more. */
  async handle(request: McpRequest): Promise<Answer> {
    const call = new Call(newId(), request, this.house.clock.now(), performance.now());
    this.tell((watch) => watch.begun?.(call));
    let ending: Ending | undefined;
    for (const row of this.table) {
      try {
        if ('run' in row && ending) continue;
        const said = 'run' in row ? row.run(call, this.house) : row.always(call, this.house, ending);
        // most steps have nothing to wait for, and so does a call that is waited for by nobody
        ending = (said instanceof Promise ? await said : said) ?? ending;
      } catch (failure) {
        ending = this.failed(call, failure);
      }
    }
    const end = ending ?? this.failed(call, new Error('the admission table has no end'));
    this.tell((watch) => watch.ended(call, end));
    if (call.session) this.house.streams.running.done(call);
    const { answer } = end;
    return call.answerHeaders ? { ...answer, headers: { ...answer.headers, ...call.answerHeaders } } : answer;
  }

  /** Nobody's call depends on whether it is counted. */
  private tell(say: (watch: Watch) => void): void {
    for (const watch of this.watches) {
      try {
        say(watch);
      } catch (failure) {
        this.log.warn(`a call was not counted or traced: ${String(failure)}`);
      }
    }
  }

  private failed(call: Call, failure: unknown): Ending {
    const id = call.message?.id;
    if (failure instanceof Refusal) return { answer: refusalAnswer(id, failure), fault: failure.code };
    this.log.error(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
    return { answer: errorAnswer(id, 500, { code: -32603, message: 'Internal error' }), fault: 'internal' };
  }
}
