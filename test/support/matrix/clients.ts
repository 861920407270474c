import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

export type Target = Readonly<
  { url: string; headers?: Record<string, string> } | { command: { program: string; args: string[] } }
>;
export type Progress = Readonly<{ progress: number; total?: number | undefined; message?: string | undefined }>;
export type Options = { onprogress?: (told: Progress) => void; signal?: AbortSignal };

/** A real client, as far as the matrix uses it; results as the SDK hands them over. */
export type Speaker = Readonly<{
  revision: string | undefined;
  tools: () => Promise<{ name: string }[]>;
  resources: () => Promise<{ uri: string }[]>;
  templates: () => Promise<{ uriTemplate: string }[]>;
  prompts: () => Promise<{ name: string }[]>;
  call: (name: string, args?: Record<string, unknown>, options?: Options) => Promise<unknown>;
  read: (uri: string) => Promise<unknown>;
  prompt: (name: string, args?: Record<string, string>) => Promise<unknown>;
  complete: (prompt: string, argument: string, value: string) => Promise<unknown>;
  /** Resolves when the server has agreed; `heard` gets the URI of each update. */
  watch: (uri: string, heard: (uri: string) => void) => Promise<() => Promise<unknown>>;
  /** Calls `heard` whenever the server says that its tools have changed. */
  follow: (heard: () => void) => Promise<() => Promise<unknown>>;
  has: (capability: string) => boolean;
  close: () => Promise<void>;
}>;

/** What every client answers when it is asked: by the fields of the form. */
const accept = (form: object): { action: 'accept'; content: Record<string, string | boolean> } => {
  const fields = Object.keys((form as { properties?: object }).properties ?? {});
  return {
    action: 'accept',
    content: Object.fromEntries(fields.map((name) => [name, name === 'ok' ? true : `my ${name}`])),
  };
};
const about = { name: 'matrix', version: '1.0.0' };
const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
});

async function sdk1(target: Target): Promise<Speaker> {
  const client = new Client1(about, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) =>
    accept('requestedSchema' in params ? params.requestedSchema : {}),
  );
  const transport =
    'url' in target
      ? new Http1(new URL(target.url), { requestInit: { headers: target.headers ?? {} } })
      : new Stdio1({
          command: target.command.program,
          args: target.command.args,
          stderr: 'ignore',
          env: environment(),
        });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    revision: (transport as { protocolVersion?: string }).protocolVersion,
    tools: async () => (await client.listTools()).tools,
    resources: async () => (await client.listResources()).resources,
    templates: async () => (await client.listResourceTemplates()).resourceTemplates,
    prompts: async () => (await client.listPrompts()).prompts,
    call: (name, args, options) => client.callTool({ name, ...(args ? { arguments: args } : {}) }, undefined, options),
    read: (uri) => client.readResource({ uri }),
    prompt: (name, args) => client.getPrompt({ name, ...(args ? { arguments: args } : {}) }),
    complete: (prompt, name, value) =>
      client.complete({ ref: { type: 'ref/prompt', name: prompt }, argument: { name, value } }),
    watch: async (uri, heard) => {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => heard(params.uri));
      await client.subscribeResource({ uri });
      return () => client.unsubscribeResource({ uri });
    },
    follow: (heard) => {
      client.setNotificationHandler(ToolListChangedNotificationSchema, heard);
      return Promise.resolve(() => Promise.resolve());
    },
    has: (capability) => capability in (client.getServerCapabilities() ?? {}),
    close: () => client.close(),
  };
}

const sdk2 =
  (isAuto: boolean) =>
  async (target: Target): Promise<Speaker> => {
    const capabilities = { elicitation: {} };
    const negotiation = isAuto ? { versionNegotiation: { mode: 'auto' as const } } : {};
    const client = new Client2(about, { capabilities, ...negotiation });
    client.setRequestHandler('elicitation/create', ({ params }) =>
      accept('requestedSchema' in params ? params.requestedSchema : {}),
    );
    const transport =
      'url' in target
        ? new Http2(new URL(target.url), { requestInit: { headers: target.headers ?? {} } })
        : new Stdio2({
            command: target.command.program,
            args: target.command.args,
            stderr: 'ignore',
            env: environment(),
          });
    await client.connect(transport);
    const isModern = client.getNegotiatedProtocolVersion() === '2026-07-28';
    return {
      revision: client.getNegotiatedProtocolVersion(),
      tools: async () => (await client.listTools()).tools,
      resources: async () => (await client.listResources()).resources,
      templates: async () => (await client.listResourceTemplates()).resourceTemplates,
      prompts: async () => (await client.listPrompts()).prompts,
      call: (name, args, options) => client.callTool({ name, ...(args ? { arguments: args } : {}) }, options),
      read: (uri) => client.readResource({ uri }),
      prompt: (name, args) => client.getPrompt({ name, ...(args ? { arguments: args } : {}) }),
      complete: (prompt, name, value) =>
        client.complete({ ref: { type: 'ref/prompt', name: prompt }, argument: { name, value } }),
      watch: async (uri, heard) => {
        client.setNotificationHandler('notifications/resources/updated', ({ params }) => heard(params.uri));
        if (isModern) {
          const subscription = await client.listen({ resourceSubscriptions: [uri] });
          return () => subscription.close();
        }
        await client.subscribeResource({ uri });
        return () => client.unsubscribeResource({ uri });
      },
      follow: async (heard) => {
        client.setNotificationHandler('notifications/tools/list_changed', heard);
        if (!isModern) return () => Promise.resolve();
        const subscription = await client.listen({ toolsListChanged: true });
        return () => subscription.close();
      },
      has: (capability) => capability in (client.getServerCapabilities() ?? {}),
      close: () => client.close(),
    };
  };

/** Connects, each in its own way. */
export const clients: Readonly<Record<string, (target: Target) => Promise<Speaker>>> = {
  'SDK 1.32.2': sdk1,
  'SDK 2.4.0': sdk2(false),
  'SDK 2.4.0 auto': sdk2(true),
};
