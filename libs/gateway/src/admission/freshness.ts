import type { Decision } from '@app/access';
import { Refusal } from '@app/kernel';
import { refusalAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';

/**
 * A replica that cannot prove its knowledge to be current judges nobody: 503, not 401, and no record (R-FEN-2). It may
 * be older for a tool that only reads than for one that does something.
 */
export function freshness(
  { message, decision: made }: Call,
  { fence }: House,
  decision: Decision | undefined = made,
): Ending | undefined {
  const reads = !decision?.tool || decision.tool.risk === 'read';
  if (fence.isFresh(reads ? 'read' : 'strict')) return undefined;
  return { answer: refusalAnswer(message?.id, new Refusal('fence.not-fresh')), fault: 'fence.not-fresh' };
}
