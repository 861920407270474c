import type { X509Certificate } from 'node:crypto';
import type { Span } from '@opentelemetry/api';
import type { Decision, Kind, Needs, Usage } from '@app/access';
import type { VerifiedToken } from '@app/auth';
import type { HeaderParameter, RpcAnswer } from '@app/connectors';
import type { CallOutcome } from '@app/ledger';
import type { Carrier } from '@app/telemetry';
import type { Answer } from './answer.js';
import type { Client } from './client.js';
import type { Headers, Message, Posted } from './core/protocol.js';
import type { Continued } from './rounds/states.js';
import type { McpSession } from './sessions/mcp-session.js';
import type { AnswerStream } from './streams/answer-stream.js';

/** One HTTP request at the MCP endpoint, free of any web framework. Header names are in lower case. */
export type McpRequest = Readonly<{
  httpMethod: string;
  path: string;
  /** What follows the question mark; empty when nothing does. */
  query: string;
  headers: Headers;
  body: Buffer;
  /** The client's certificate, when the connection or a trusted proxy showed one (RFC 8705). */
  certificate?: X509Certificate | undefined;
  /** The port on which it came in; loopback names are accepted with this port only. */
  localPort?: number | undefined;
  /** The answer, on its way. */
  stream: AnswerStream;
  /** Sends a message ahead of the answer, which makes the answer an event stream. */
  notify: (message: string) => void;
  /** Fires when the client has gone. */
  signal: Gone;
}>;

/** As much of a signal as is used of it. */
export type Gone = Readonly<{
  aborted: boolean;
  addEventListener: (event: 'abort', listener: () => void, options?: { once: true }) => void;
  removeEventListener: (event: 'abort', listener: () => void) => void;
}>;

/**
 * How a request ends. `refused` is the reason code under which a refusal of a known agent is recorded; `fault` says for
 * figures and traces why it failed otherwise.
 */
export type Ending = Readonly<{ answer: Answer; refused?: string; fault?: string }>;

type Fields = Readonly<Record<string, unknown>>;

/** Where a call is to go. */
export type Target = Readonly<{
  server: string;
  kind: Kind;
  /** The server's own name of it: of a resource its URI, of a template of resources its URI template. */
  tool: string;
  /** What conditions may ask for: arguments, or the `uri` that is read. */
  args: Fields;
  /** Parameters as they go upstream, without `_meta`. */
  params: Fields;
}>;

/** The tool that is called in place of its safe variant, with the arguments that were made for it. */
export type Forwarded = Readonly<{
  tool: string;
  args: Readonly<Record<string, unknown>>;
  argsText: string;
  repeated: readonly HeaderParameter[];
}>;

export type Door = 'post' | 'stream' | 'end' | 'sse' | 'messages';

/** What is known of one request so far; each step of the admission adds its part. */
export class Call {
  /** By which door it came in. `sse` and `messages` are those of HTTP+SSE (MCP 2024-11-05). */
  door: Door = 'post';
  /** The server named by the path; null at the endpoint over all servers. */
  server: string | null = null;
  /** How the token came, and so in which words its holder is answered. */
  scheme: 'bearer' | 'dpop' = 'bearer';
  token: VerifiedToken | undefined;
  message: Message | undefined;
  /** In place of a message: the answer to a question of ours. */
  posted: Posted | undefined;
  /** The session of the handshake era that it is of. */
  session: McpSession | undefined;
  /** Headers that the answer gets, whatever it is. */
  answerHeaders: Readonly<Record<string, string>> | undefined;
  /** Ends it while it is with an upstream. */
  cancel: ((reason: Error) => void) | undefined;
  client: Client | undefined;
  /** What this request goes on with, when it brings back a state of ours. */
  continued: Continued | undefined;
  target: Target | undefined;
  decision: Decision | undefined;
  /** As of when it was decided. */
  decidedAt: Date | undefined;
  /** What the decision needs to know beside the index, and what was found. */
  needs: Needs | null = null;
  usage: Usage | undefined;
  /** Of a safe variant: what goes upstream in its place. */
  forwardedAs: Forwarded | undefined;
  repeated: readonly HeaderParameter[] = [];
  /** The arguments as text, serialised once: digested, recorded and sent. */
  argsText = '{}';
  /** The tenant in whose log its allowing intent is durable: from here on the call has an outcome. */
  allowedIn: string | undefined;
  /** It went to the upstream: nobody may say any more that nothing was done. */
  sent = false;
  /** `performance.now()` when it went, and when the answer was there. */
  sentAt: number | undefined;
  repliedAt: number | undefined;
  reply: RpcAnswer | undefined;
  outcome: CallOutcome['status'] = 'unknown';
  /** The result as text, serialised once: digested and released. */
  resultText: string | undefined;
  /** Its span; undefined: not begun, null: not traced. */
  span: Span | null | undefined;
  /** The trace context that goes upstream in place of the client's, where this call is traced. */
  onward: (() => Carrier | null) | undefined;

  constructor(
    readonly id: string,
    readonly request: McpRequest,
    readonly at: Date,
    /** `performance.now()` at arrival. */
    readonly arrived: number,
  ) {}
}

/** Stops a call on its way: how it ends, and what is recorded of it. */
export class Stop extends Error {
  override readonly name = 'Stop';

  constructor(
    readonly ending: Ending,
    readonly outcome: CallOutcome['status'],
  ) {
    super(ending.refused ?? 'stopped');
  }
}
