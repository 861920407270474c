import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientCertificateOf } from '@app/auth';
import { AnswerStream, type McpGateway } from '@app/gateway';
import { HttpPipe } from './http-pipe.js';
import { Leaving } from './leaving.js';

/** What an answer says to a browser that reads it all the same: it is no page, and nobody else's. */
export const security: readonly string[] = Object.entries({
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
}).flat();

/** Bytes in, bytes out; everything that is decided is decided in `libs/gateway`. */
export class McpDoor {
  constructor(private readonly gateway: Pick<McpGateway, 'handle'>) {}

  /**
   * Answers a request whose body was read; nothing else may.
   * @param head what the answer says whatever it is, names and values in turn
   */
  async serve(request: IncomingMessage, response: ServerResponse, body: Buffer, head = security): Promise<void> {
    const pipe = new HttpPipe(response, head);
    const stream = new AnswerStream(pipe);
    const { url = '', method = '' } = request;
    const [path, query] = parted(url);
    const answer = await this.gateway.handle({
      httpMethod: method,
      path,
      query,
      headers: request.headers,
      body,
      localPort: request.socket.localPort,
      certificate: clientCertificateOf(request),
      stream,
      notify: (message) => stream.send(message),
      signal: new Leaving(response),
    });
    if (!stream.end(answer)) pipe.answer(answer);
  }
}

function parted(url: string): readonly [path: string, query: string] {
  const at = url.indexOf('?');
  if (at < 0) return [url, ''];
  const end = url.indexOf('?', at + 1);
  return [url.slice(0, at), url.slice(at + 1, end < 0 ? url.length : end)];
}
