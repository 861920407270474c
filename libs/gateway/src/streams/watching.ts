import type { VerifiedToken } from '@app/auth';
import { Logger } from '@nestjs/common';
import type { House } from '../house.js';
import { type Watched, inWhoseName } from '../sessions/mcp-session.js';

const log = new Logger('Streams');

/**
 * The resources that one open stream hears of. Before each word of a change it is judged whether its caller may still read
 * the resource: that something happened to it is already something about it.
 */
export class Watching {
  private readonly stops = new Map<string, () => void>();

  constructor(
    private readonly house: House,
    private readonly token: VerifiedToken,
    private readonly tell: (uri: string) => void,
  ) {}

  /** From now on these and no others. */
  set(resources: readonly Watched[]): void {
    const wanted = new Map(resources.map((resource) => [resource.publicUri, resource]));
    for (const [uri, stop] of this.stops) {
      if (wanted.has(uri)) continue;
      stop();
      this.stops.delete(uri);
    }
    for (const resource of wanted.values()) if (!this.stops.has(resource.publicUri)) this.begin(resource);
  }

  /** Each of them may have changed meanwhile. */
  tellAll(resources: readonly Watched[]): void {
    for (const resource of resources) this.told(resource);
  }

  stop(): void {
    this.set([]);
  }

  private begin(resource: Watched): void {
    const { serverId, uri, publicUri } = resource;
    try {
      this.stops.set(
        publicUri,
        this.house.upstreams.watchResource(serverId, uri, () => this.told(resource), inWhoseName(this.token)),
      );
    } catch (fault) {
      log.warn(`a resource of server ${serverId} is not watched: ${String(fault)}`);
    }
  }

  private told(resource: Watched): void {
    if (mayHear(this.house, this.token, resource)) this.tell(resource.publicUri);
  }
}

/** Whether the token's caller may read this now, as far as that is known without looking anything up. */
function mayHear({ access, clock }: House, token: VerifiedToken, { server, kind, tool, uri }: Watched): boolean {
  const { agentId, personId, chain, delegations, clientId, signIn } = token;
  const caller = { agentId, personId, chain, delegations };
  const asked = { serverName: server, toolName: tool, kind, args: { uri }, at: clock.now() };
  const context = { clientId, signIn: personId === null ? null : signIn };
  return access.decide({ ...caller, ...asked, context }).effect === 'allow';
}
