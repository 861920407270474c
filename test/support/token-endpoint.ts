import { once } from 'node:events';
import { createServer } from 'node:http';

/** An authorization server that gives the tokens which it is told to give, and keeps what it was sent. */
export async function startTokenEndpoint(next: () => string) {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (part: string) => (body += part));
    incoming.on('end', () => {
      asked.push(JSON.stringify(incoming.headers) + body);
      const said = { access_token: next(), token_type: 'Bearer', expires_in: 3600 };
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/token`,
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
