import type { Kind } from '@app/access';

type Fields = Readonly<Record<string, unknown>>;

/** A resource of whose changes a client wants to hear: as it was decided on, and as the client names it. */
export type Watched = Readonly<{
  serverId: string;
  server: string;
  kind: Kind;
  /** What was decided on: the server's own URI, or the URI template that it fits. */
  tool: string;
  /** The server's own URI. */
  uri: string;
  /** The URI by which the client asked. */
  publicUri: string;
}>;

/** Whose session it is. A session id proves nothing: what is of a session is done with a token of its owner alone. */
export type Owner = Readonly<{ tenant: string; agentId: string; personId: string | null; clientId: string }>;

/** By whom limits are kept that are of one caller, whatever clients and sessions it has. */
export const inWhoseName = ({ agentId, personId }: Pick<Owner, 'agentId' | 'personId'>): string =>
  `${agentId} ${personId ?? ''}`;

/** A session of the handshake era, as it was when it was last looked up. */
export type McpSession = Owner &
  Readonly<{
    /** SHA-256 of its id, in hexadecimal. */
    hash: string;
    /** The endpoint's server; null at the endpoint over all servers. */
    server: string | null;
    transport: 'streamable' | 'sse';
    /** Empty before `initialize`. */
    revision: string;
    capabilities: Fields;
    logLevel: string | null;
    subscriptions: readonly Watched[];
  }>;

/** What a client says of itself in `initialize` and after. */
export type Said = Partial<Pick<McpSession, 'revision' | 'capabilities' | 'logLevel'>>;
