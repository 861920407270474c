import { isServerName } from '@app/catalog';
import { errorAnswer } from '../answer.js';
import type { Door, Ending } from '../call.js';
import type { Step } from './step.js';

/** Every address, and what may be done there. `/sse` and `/messages` are those of HTTP+SSE (MCP 2024-11-05). */
const doors: Readonly<Record<string, Readonly<Record<string, Door>>>> = {
  mcp: { POST: 'post', GET: 'stream', DELETE: 'end' },
  sse: { GET: 'sse' },
  messages: { POST: 'messages' },
};

/** `/mcp` is over all servers, `/mcp/{server}` that of one; so are the other two. */
export const endpoint: Step = (call): Ending | undefined => {
  const [, root = '', server, ...more] = call.request.path.split('/');
  const here = Object.hasOwn(doors, root) ? doors[root] : undefined;
  if (!here || more.length > 0 || (server !== undefined && !isServerName(server))) {
    return { answer: errorAnswer(null, 404, { code: -32600, message: 'There is no MCP endpoint here' }) };
  }
  const { httpMethod } = call.request;
  const door = Object.hasOwn(here, httpMethod) ? here[httpMethod] : undefined;
  if (!door) {
    const allow = { allow: Object.keys(here).join(', ') };
    return { answer: errorAnswer(null, 405, { code: -32600, message: 'Method not allowed' }, allow) };
  }
  call.door = door;
  call.server = server ?? null;
  return undefined;
};
