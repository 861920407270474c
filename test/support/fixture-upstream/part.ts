import type {
  CallToolResult,
  ClientCapabilities,
  InputRequiredResult,
  ServerContext,
  ToolAnnotations,
} from '@modelcontextprotocol/server';

export type Era = 'modern' | 'legacy';

/** What a tool can use besides its arguments. */
export type Around = Readonly<{
  era: Era;
  context: ServerContext;
  /** By the client, with this very request or, in the handshake era, with its session. */
  declared: ClientCapabilities;
  /** Tells everybody who listens. */
  announce: (change: Change) => void;
  /** For the test, which looks on: not a part of the protocol. */
  note: (happened: string) => void;
}>;

export type Hooks = Pick<Around, 'announce' | 'note'> &
  Readonly<{
    /** Whether the tool and the prompt that come and go are there now. */
    shown: { tools: boolean; prompts: boolean };
  }>;
export type Change = 'tools' | 'prompts' | { resource: string };

type Arguments = Readonly<Record<string, unknown>>;

/** One tool of the fixture as plain data; `schema` reaches the wire as it is written here. */
export type Part = Readonly<{
  name: string;
  description: string;
  schema?: Readonly<Record<string, unknown>>;
  annotations?: ToolAnnotations;
  run: (
    args: Arguments,
    around: Around,
  ) => CallToolResult | InputRequiredResult | Promise<CallToolResult | InputRequiredResult>;
}>;

/** A JSON Schema of an object with these properties, none of them required. */
export const object = (properties: Readonly<Record<string, object>>) => ({ type: 'object', properties });
export const string = { type: 'string' };
