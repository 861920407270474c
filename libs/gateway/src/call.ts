import type { X509Certificate } from 'node:crypto';
import type { Decision, Needs, Usage } from '@app/access';
import type { VerifiedToken } from '@app/auth';
import type { HeaderParameter, RpcAnswer } from '@app/connectors';
import type { CallOutcome } from '@app/ledger';
import type { Answer } from './answer.js';
import type { Headers, Message } from './core/protocol.js';

/** One HTTP request at the MCP endpoint, free of any web framework. Header names are in lower case. */
export type McpRequest = Readonly<{
  httpMethod: string;
  path: string;
  headers: Headers;
  body: Buffer;
  remoteAddress: string;
  /** The client's certificate, when the connection or a trusted proxy showed one (RFC 8705). */
  certificate?: X509Certificate | undefined;
  /** The port on which it came in; loopback names are accepted with this port only. */
  localPort?: number | undefined;
  /** Sends a message ahead of the answer, which makes the answer an event stream. */
  notify: (message: string) => void;
  /** Fires when the client has gone. */
  signal: AbortSignal;
}>;

/** How a request ends. `refused` is the reason code under which a refusal of a known agent is recorded. */
export type Ending = Readonly<{ answer: Answer; refused?: string }>;

/** Where a call is to go: the server's name, and the server's own name of the tool. */
export type Target = Readonly<{ server: string; tool: string; args: Readonly<Record<string, unknown>> }>;

/** The tool that is called in place of its safe variant, with the arguments that were made for it. */
export type Forwarded = Readonly<{
  tool: string;
  args: Readonly<Record<string, unknown>>;
  argsText: string;
  repeated: readonly HeaderParameter[];
}>;

/** What is known of one request so far; each step of the admission adds its part. */
export class Call {
  /** The server named by the path; null at the endpoint over all servers. */
  server: string | null = null;
  /** How the token came, and so in which words its holder is answered. */
  scheme: 'bearer' | 'dpop' = 'bearer';
  token: VerifiedToken | undefined;
  message: Message | undefined;
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
  /** An allowing intent is durable: from here on the call has an outcome. */
  allowed = false;
  /** It went to the upstream: nobody may say any more that nothing was done. */
  sent = false;
  reply: RpcAnswer | undefined;
  outcome: CallOutcome['status'] = 'unknown';
  /** The result as text, serialised once: digested and released. */
  resultText: string | undefined;

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
