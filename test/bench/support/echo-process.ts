/**
 * The cheapest honest MCP server of 2026-07-28, alone in its process: one tool, `echo`, over HTTP. `node echo-process.js`
 * tells its port over IPC.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerTo } from './echo-answers.js';

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (request.method !== 'POST') return response.writeHead(405).end();
    const answer = answerTo(Buffer.concat(parts).toString());
    if (answer === null) return response.writeHead(202).end();
    const length = Buffer.byteLength(answer);
    return response.writeHead(200, { 'content-type': 'application/json', 'content-length': length }).end(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
