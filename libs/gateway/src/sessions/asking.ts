import { randomBytes } from 'node:crypto';
import type { Question, RpcAnswer } from '@app/connectors';
import type { Call } from '../call.js';
import type { House } from '../house.js';
import type { McpSession } from './mcp-session.js';

/**
 * Asks the client on the stream of its request, under an id of ours that is also the address at which its answer is taken:
 * it may come in at any process. When nobody waits for it any more, the client is told so.
 */
export const asker =
  ({ request }: Call, { streams, mailbox, clock }: House, session: McpSession) =>
  ({ method, params }: Question, signal: AbortSignal): Promise<RpcAnswer> => {
    const id = streams.names.question(session.hash, randomBytes(8), clock.now());
    const say = (message: object): void => request.stream.send(JSON.stringify({ jsonrpc: '2.0', ...message }), false);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(reasonOf(signal));
      const given = (answer: unknown): void => {
        settle();
        resolve(answer as RpcAnswer);
      };
      const left = (): void => {
        settle();
        say({ method: 'notifications/cancelled', params: { requestId: id, reason: 'It is no longer needed.' } });
        reject(reasonOf(signal));
      };
      const stop = mailbox.take(id, given);
      const settle = (): void => {
        stop();
        signal.removeEventListener('abort', left);
      };
      signal.addEventListener('abort', left, { once: true });
      say({ id, method, params });
    });
  };

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error(String(reason)));
