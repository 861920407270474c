import { isServerName } from '@app/catalog';
import { errorAnswer } from '../answer.js';
import type { Step } from './step.js';

/** Only `POST /mcp` and `POST /mcp/{server}` exist; there is no session to stream from or to end. */
export const endpoint: Step = (call) => {
  const [, root, server, ...more] = call.request.path.split('/');
  if (root !== 'mcp' || more.length > 0 || (server !== undefined && !isServerName(server))) {
    return { answer: errorAnswer(null, 404, { code: -32600, message: 'There is no MCP endpoint here' }) };
  }
  if (call.request.httpMethod !== 'POST') {
    return { answer: errorAnswer(null, 405, { code: -32600, message: 'Method not allowed' }, { allow: 'POST' }) };
  }
  call.server = server ?? null;
  return undefined;
};
