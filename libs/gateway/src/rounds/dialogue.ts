import type { Dialogue, Question, RpcAnswer } from '@app/connectors';
import { isObject, newId } from '@app/kernel';
import type { Call } from '../call.js';
import { isDeclared } from '../core/questions.js';
import type { Errand } from './errand.js';

type Fields = Readonly<Record<string, unknown>>;
type Ask = Dialogue['ask'];

/** As a server hears it from a client that does not know the method, or cannot answer now. */
const refused = (code: -32601 | -32603, message: string): RpcAnswer => ({ error: { code, message } });

/**
 * The client as the upstream may talk to it; undefined when there is nothing to say to it. Every question is judged like
 * a result before the client hears it, and so is every answer before the upstream does.
 */
export function dialogueOf({ client }: Call, errand: Errand, capabilities: Fields, ask: Ask): Dialogue | undefined {
  if (!client || (client.logLevel === null && Object.keys(capabilities).length === 0)) return undefined;
  const judged: Ask = async (question, signal) => {
    if (!isDeclared(question, capabilities)) return refused(-32601, 'Method not found');
    errand.judge();
    if (!errand.mayTell()) return refused(-32603, 'The client may not be asked');
    const answer = await ask(question, signal);
    errand.judge();
    return answer;
  };
  return {
    capabilities,
    key: client.key,
    logLevel: client.logLevel,
    ask: judged,
    tell: (told) => {
      if (!errand.recheck() && errand.mayTell()) client.tell(told);
    },
  };
}

/** A question of the handshake era as the stateless one puts it: ids that only a session can use are left out. */
export function asStateless({ method, params }: Question): Question {
  const { _meta: _, elicitationId: __, ...rest } = params;
  return { method, params: rest };
}

/** What a server calls its question, if it says so: the handshake era has no keys, and the stateless one knows questions by theirs. */
export function nameOf({ params: { _meta } }: Question): string | undefined {
  const name = isObject(_meta) ? _meta['surety.dev/key'] : undefined;
  return typeof name === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(name) ? name : undefined;
}

/** The other way round; whoever is sent to an address is told an id for it (MCP 2025-11-25 §elicitation). */
export const asSpoken = ({ method, params }: Question): Question =>
  params['mode'] === 'url' && params['elicitationId'] === undefined
    ? { method, params: { ...params, elicitationId: newId() } }
    : { method, params };
