import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  type JSONRPCMessage,
  PrivateKeyJwtProvider,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { Command } from 'commander';
import { note } from '../terminal.js';

type Options = { agent: string; key: string };

/**
 * Lets MCP clients that start servers as programs (stdio) work through the gateway as an agent with a key pair:
 * lines in from the client, Streamable HTTP out to the gateway, authenticated by private_key_jwt.
 */
export const connect = new Command('connect')
  .description('be a stdio MCP server for a local client, and pass everything through the gateway as an agent')
  .argument('<url>', 'address of Surety, for example http://127.0.0.1:4180')
  .requiredOption('--agent <id>', 'id of the agent')
  .requiredOption('--key <file>', 'its private key (P-256, PKCS 8 PEM)')
  .action(async (url: string, { agent, key }: Options) => {
    const gateway = new StreamableHTTPClientTransport(new URL('/mcp', url), {
      authProvider: new PrivateKeyJwtProvider({
        clientId: agent,
        privateKey: readFileSync(key, 'utf8'),
        algorithm: 'ES256',
        expectedIssuer: `${url.replace(/\/+$/, '')}/oauth`,
      }),
    });
    gateway.onmessage = (message) => {
      const version = agreedVersion(message);
      if (version !== undefined) gateway.setProtocolVersion(version);
      process.stdout.write(`${JSON.stringify(message)}\n`);
    };
    gateway.onerror = (error) => note(error.message);
    await gateway.start();
    const sending = new Set<Promise<void>>();
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() === '') continue;
      const message = parsed(line);
      if (!message) continue;
      const sent = gateway.send(message).catch((error: unknown) => answerFailure(message, error));
      // Calls run side by side, and a cancellation overtakes them; only the handshake keeps its order.
      if (isHandshake(message)) await sent;
      else sending.add(sent.finally(() => sending.delete(sent)));
    }
    await Promise.allSettled(sending);
    await gateway.terminateSession().catch(() => undefined); // it ends by itself some day
    await gateway.close();
  });

const isHandshake = (message: JSONRPCMessage): boolean =>
  'method' in message && ['initialize', 'notifications/initialized'].includes(message.method);

/** Of the answer to `initialize`: what every later request says in its header (MCP 2025-06-18 §transports). */
function agreedVersion(message: JSONRPCMessage): string | undefined {
  const result = 'result' in message ? (message.result as Readonly<Record<string, unknown>>) : {};
  const { protocolVersion, serverInfo } = result;
  return typeof protocolVersion === 'string' && serverInfo !== undefined ? protocolVersion : undefined;
}

function parsed(line: string): JSONRPCMessage | null {
  try {
    return JSON.parse(line) as JSONRPCMessage;
  } catch {
    const error = { code: -32700, message: 'The line is not JSON.' };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error })}\n`);
    return null;
  }
}

/** A client that waits for an answer gets one, also when the gateway refused to hear the request at all. */
function answerFailure(message: JSONRPCMessage, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  note(reason);
  if (!('id' in message) || !('method' in message)) return;
  const failure = { jsonrpc: '2.0', id: message.id, error: { code: -31001, message: reason } };
  process.stdout.write(`${JSON.stringify(failure)}\n`);
}
