import { Refusal } from '@app/kernel';
import { empty, refusalAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import type { Posted } from '../core/protocol.js';
import type { House } from '../house.js';
import { type McpSession, inWhoseName } from './mcp-session.js';

/** An answer goes to whoever asked, in whichever process; only to a question that this very session was asked. */
export async function answered(
  call: Call,
  { streams, mailbox, clock }: House,
  session: McpSession,
  { id, answer }: Posted,
): Promise<Ending> {
  if (!streams.names.isQuestion(session.hash, id, clock.now())) {
    return { answer: refusalAnswer(null, new Refusal('mcp-answer.unasked')), refused: 'answer_unasked' };
  }
  await mailbox.postFor(inWhoseName(session), id, answer);
  return { answer: empty(202) };
}
