import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientCertificateOf } from '@app/auth';
import type { Answer, McpGateway } from '@app/gateway';
import { EventStream } from './event-stream.js';

/** Longest body that is read, in bytes; the admission table refuses above the same size. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Mounts the MCP endpoint beside the application's own routes: no guard, pipe or body parser of theirs stands in its
 * way. Bytes in, bytes out; everything that is decided is decided in `libs/gateway`.
 */
export function mcpPlugin(
  fastify: FastifyInstance,
  { gateway }: { gateway: Pick<McpGateway, 'handle'> },
  done: () => void,
): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, next) =>
    next(null, body),
  );
  fastify.setErrorHandler<FastifyError>((error, _request, reply) => send(reply, unread(error)));
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const gone = new AbortController();
    reply.raw.once('close', () => reply.raw.writableFinished || gone.abort());
    const stream = new EventStream(reply);
    const answer = await gateway.handle({
      httpMethod: request.method,
      path: request.url.split('?', 1)[0] ?? '',
      headers: request.headers,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      remoteAddress: request.ip,
      localPort: request.socket.localPort,
      certificate: clientCertificateOf(request.raw),
      notify: (message) => stream.send(message),
      signal: gone.signal,
    });
    return stream.end(answer) ? reply : send(reply, answer);
  };
  fastify.all('/mcp', serve);
  fastify.all('/mcp/*', serve);
  done();
}

const send = (reply: FastifyReply, { status, headers, body }: Answer): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .send(body ?? undefined);

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
