import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { z } from 'zod';

const read = { readOnlyHint: true };
const destroy = { readOnlyHint: false, destructiveHint: true };
const write = { readOnlyHint: false, destructiveHint: false };
type Called = { server: string; tool: string; args: unknown };

const tools = {
  payments: {
    retrieve_balance: [{ account: z.string() }, read],
    create_charge: [
      { amount: z.number(), currency: z.string(), customer: z.string(), note: z.string().optional() },
      write,
    ],
    delete_customer: [{ customer: z.string() }, destroy],
  },
  sql: { query: [{ table: z.string() }, read], execute: [{ statement: z.string() }, destroy] },
  crm: {
    list_accounts: [{ ownerId: z.string() }, read],
    search_contacts: [{ limit: z.number() }, read],
  },
} as const;
export type Office = keyof typeof tools;

/** The systems of an office as real MCP servers, which write down what reaches them. */
export async function startOffice(kind: Office, called: Called[]): Promise<{ url: string; stop: () => Promise<void> }> {
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: kind, version: '1.0.0' });
      for (const [name, [shape, annotations]] of Object.entries(tools[kind])) {
        const inputSchema = z.object(shape as Record<string, z.ZodType>);
        server.registerTool(name, { inputSchema, annotations, description: name }, (args: Record<string, unknown>) => {
          called.push({ server: kind, tool: name, args });
          const rows = Array.from({ length: Number(args['limit'] ?? 1) }, (_, id) => ({ id }));
          const structuredContent = { rows };
          return { content: [{ type: 'text' as const, text: JSON.stringify(structuredContent) }], structuredContent };
        });
      }
      return server;
    },
    { legacy: 'reject' },
  );
  const serve = toNodeHandler(handler);
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await text(incoming);
    await serve(incoming as unknown as NodeIncomingMessageLike, outgoing, body === '' ? undefined : JSON.parse(body));
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await handler.close();
    },
  };
}
