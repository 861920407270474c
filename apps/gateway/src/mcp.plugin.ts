import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, McpGateway } from '@app/gateway';
import { HttpPipe } from './http-pipe.js';
import { McpDoor, security } from './mcp-door.js';

/** Longest body that is read, in bytes; the admission table refuses above the same size. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Mounts the MCP endpoint beside the application's own routes: no guard, pipe or body parser of theirs stands in its
 * way.
 */
export function mcpPlugin(
  fastify: FastifyInstance,
  { gateway }: { gateway: Pick<McpGateway, 'handle'> },
  done: () => void,
): void {
  const door = new McpDoor(gateway);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, next) =>
    next(null, body),
  );
  fastify.setErrorHandler<FastifyError>((error, _request, reply) => {
    reply.hijack();
    new HttpPipe(reply.raw, security).answer(unread(error));
  });
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.hijack();
    await door.serve(request.raw, reply.raw, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
    return reply;
  };
  for (const root of ['/mcp', '/sse', '/messages']) {
    // the headers of pages are put together anew for each request
    fastify.all(root, { helmet: false }, serve);
    fastify.all(`${root}/*`, { helmet: false }, serve);
  }
  done();
}

/** A body that Fastify did not read: too long, or cut off. The client still gets a JSON-RPC error. */
function unread({ statusCode = 500 }: FastifyError): Answer {
  const status = statusCode >= 400 && statusCode < 600 ? statusCode : 500;
  const [code, message] = status < 500 ? [-32600, 'The request body cannot be read'] : [-32603, 'Internal error'];
  const error = { code, message: status === 413 ? 'The request body is larger than is accepted here.' : message };
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ jsonrpc: '2.0', id: null, error }),
  };
}
