import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { newId } from '@app/kernel';
import { type McpDoor, security } from './mcp-door.js';

/** As long as the body that the router lets in. */
const LONGEST = 1024 * 1024;
const PLAIN = /^\/mcp(?:\/[a-z0-9-]{1,24})?$/;

/**
 * Takes the plain call out of the application's hands before it is routed, which costs it more than its decision: a
 * message of known length, of the one type that is taken, at an address without a query. What is unusual in any way goes
 * by the router, and comes to the same door.
 * @param isClosing whether the application is closing, and turns requests away
 */
export function takeStraight(server: Server, door: McpDoor, isClosing: () => boolean): void {
  const routed = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const length = isClosing() ? 0 : plainLength(request);
    if (length > 0) serve(door, request, response, length);
    else for (const listener of routed) listener(request, response);
  });
}

/** The length of the body of a plain call; 0: this is none. A certificate that a proxy hands on is for others to believe. */
function plainLength({ method, url = '', headers }: IncomingMessage): number {
  if (method !== 'POST' || headers['content-type'] !== 'application/json' || !PLAIN.test(url)) return 0;
  if (headers['transfer-encoding'] !== undefined || headers['client-cert'] !== undefined) return 0;
  const length = Number(headers['content-length']);
  return length <= LONGEST ? length : 0;
}

/** Of a body that is cut off nothing is served: the connection is gone with it. */
function serve(door: McpDoor, request: IncomingMessage, response: ServerResponse, length: number): void {
  const parts: Buffer[] = [];
  let missing = length;
  request.on('data', (part: Buffer) => {
    parts.push(part);
    missing -= part.length;
    if (missing !== 0) return;
    const [first] = parts;
    const body = parts.length === 1 && first ? first : Buffer.concat(parts, length);
    const head = ['x-request-id', newId(), ...security];
    // it never fails; if it did, nobody else would end this
    door.serve(request, response, body, head).catch(() => response.destroy());
  });
}
