import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  McpServer,
  type ServerContext,
  fromJsonSchema,
} from '@modelcontextprotocol/server';
import { askingTools } from './asking-tools.js';
import { said } from './content.js';
import type { Era, Hooks, Part } from './part.js';
import { plainTools } from './plain-tools.js';
import { registerPrompts, registerResources } from './prompts-resources.js';
import { open } from './state.js';

const parts: readonly Part[] = [...plainTools, ...askingTools];

export type Made = Readonly<{
  server: McpServer;
  /** Offers what is to be offered now; the SDK tells the client of the handshake era. */
  follow: () => void;
}>;

/** Everything that the fixture offers, for one request (modern) or one session (legacy). */
export function makeServer(era: Era, hooks: Hooks): Made {
  const capabilities = {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    completions: {},
    logging: {},
  };
  const server = new McpServer({ name: 'fixture', version: '1.0.0' }, { capabilities, requestState: { verify: open } });
  for (const { name, description, schema, annotations, run } of parts) {
    const about = { description, ...(annotations ? { annotations } : {}) };
    const around = (context: ServerContext) => ({ ...hooks, era, context, declared: declaredBy(server, context) });
    if (!schema) server.registerTool(name, about, (context) => run({}, around(context)));
    else {
      const inputSchema = fromJsonSchema<Record<string, unknown>>(schema);
      server.registerTool(name, { ...about, inputSchema }, (args, context) => run(args, around(context)));
    }
  }
  registerPrompts(server);
  registerResources(server);
  const tool = server.registerTool('test_comes_and_goes', { description: 'Is there or not.' }, () => said('Here.'));
  const prompt = server.registerPrompt('test_comes_and_goes', { description: 'Is there or not.' }, () => ({
    messages: [],
  }));
  const follow = (): void => {
    if (tool.enabled !== hooks.shown.tools) tool[hooks.shown.tools ? 'enable' : 'disable']();
    if (prompt.enabled !== hooks.shown.prompts) prompt[hooks.shown.prompts ? 'enable' : 'disable']();
  };
  follow();
  return { server, follow };
}

function declaredBy(server: McpServer, { mcpReq }: ServerContext): ClientCapabilities {
  const envelope = mcpReq.envelope as Record<string, ClientCapabilities> | undefined;
  return envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities() ?? {};
}
