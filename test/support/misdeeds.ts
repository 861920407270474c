import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { answer } from './scripted-upstream.js';

type Message = { id?: number; method: string };
type Misdeed = (message: Message, outgoing: ServerResponse) => unknown;

const MEGABYTE = 1024 * 1024;
const bomb = gzipSync(Buffer.alloc(50 * MEGABYTE));
const json = { 'content-type': 'application/json' };
const eventStream = { 'content-type': 'text/event-stream' };

/** Writes this again and again, as fast as somebody reads, so often or until nobody does. */
function pour(outgoing: ServerResponse, part: Buffer | string, times = Infinity): true {
  let left = times;
  const more = (): void => {
    while (left-- > 0 && !outgoing.destroyed) if (!outgoing.write(part)) return void outgoing.once('drain', more);
  };
  more();
  return true;
}

const told = (method: string, params: object): string =>
  `data: ${JSON.stringify({ jsonrpc: '2.0', method, params })}\n\n`;

/** What a server does instead of answering a call. @param elsewhere where it would like us to go */
export const misdeeds = (elsewhere: string) =>
  ({
    hang: () => true,
    'hang in the midst of an answer': (_, outgoing) => outgoing.writeHead(200, json).write('{"jsonrpc"'),
    'drip headers': (_, outgoing) => {
      outgoing.socket?.write('HTTP/1.1 200 OK\r\n');
      const dripping = setInterval(() => outgoing.socket?.write('x: y\r\n'), 20);
      return outgoing.socket?.on('close', () => clearInterval(dripping)) ?? true;
    },
    'reset the connection': (_, outgoing) => outgoing.destroy(),
    'send huge headers': (_, outgoing) => outgoing.writeHead(200, { ...json, x: 'x'.repeat(100_000) }).end('{}'),
    'answer with 500': (_, outgoing) => outgoing.writeHead(500).end('sorry'),
    'answer with 503': (_, outgoing) => outgoing.writeHead(503).end('sorry'),
    'answer with 400 as nobody does who speaks the protocol': (_, outgoing) => outgoing.writeHead(400).end('<html>'),
    'stream for ever and say nothing': (_, outgoing) => {
      outgoing.writeHead(200, eventStream);
      const ticking = setInterval(() => outgoing.write(': still here\n\n'), 5);
      return outgoing.on('close', () => clearInterval(ticking));
    },
    'flood with empty lines': (_, outgoing) => pour(outgoing.writeHead(200, eventStream), '\n'.repeat(65_536)),
    'flood with progress': ({ id }, outgoing) =>
      pour(
        outgoing.writeHead(200, eventStream),
        told('notifications/progress', { progressToken: id, progress: 1 }).repeat(500),
      ),
    'flood with changes of lists': (_, outgoing) =>
      pour(outgoing.writeHead(200, eventStream), told('notifications/tools/list_changed', {}).repeat(500)),
    'send an event without an end in small parts': (_, outgoing) => {
      outgoing.writeHead(200, eventStream).write('data: ');
      return pour(outgoing, 'x'.repeat(500), 20_000);
    },
    'answer with 100 MB': (_, outgoing) => pour(outgoing.writeHead(200, json), Buffer.alloc(MEGABYTE, 120), 100),
    'answer in parts of one byte': (_, outgoing) => {
      outgoing.writeHead(200, json);
      return pour(outgoing, ' ', 2_000_000);
    },
    'answer with a compressed bomb': (_, outgoing) =>
      outgoing.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb),
    'answer another request': ({ id }, outgoing) => answer(outgoing, (id ?? 0) + 1000, { content: [] }),
    'answer with what is no JSON': (_, outgoing) => outgoing.writeHead(200, json).end('<html>'),
    'answer with what is no result': ({ id }, outgoing) => answer(outgoing, id, 'done' as unknown as object),
    'answer with the result of another method': ({ id }, outgoing) => answer(outgoing, id, { tools: [] }),
    'answer with content of another form': ({ id }, outgoing) => answer(outgoing, id, { content: 'text' }),
    'nest its answer too deep': ({ id }, outgoing) =>
      outgoing
        .writeHead(200, json)
        .end(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`),
    'send us to a private address': (_, outgoing) => outgoing.writeHead(307, { location: elsewhere }).end(),
  }) satisfies Record<string, Misdeed>;
