import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { FenceReplica } from '@app/fence';
import { buildIndex, type CompiledIndex } from './core/access-index.js';
import type { AccessRequest, Caller, Decision } from './core/decision.js';
import { allFacts } from './facts.js';

/** A tool as it is listed to an agent. `definition` is what its server says of it, as approved. */
export type VisibleTool = Readonly<{
  toolId: string;
  serverId: string;
  serverName: string;
  toolName: string;
  effect: 'allow' | 'hold';
  definitionHash: string;
  definition: unknown;
}>;

const nobodysFacts = {
  agents: [],
  servers: [],
  tools: [],
  agentGrants: [],
  memberships: [],
  assignments: [],
  profileGrants: [],
  delegations: [],
  kills: [],
};

/**
 * The index that a gateway decides by: replaced as a whole, in the same instant as the standings of the fence. Whether
 * it is current is the fence's knowledge: ask `FenceReplica.isFresh()` first. Before the first load it denies everything.
 */
@Injectable()
export class AccessIndex {
  private current: CompiledIndex = buildIndex(nobodysFacts, new Date(0));
  private readonly listeners: (() => void)[] = [];

  constructor(replica: FenceReplica, clock: Clock) {
    replica.follow({
      topic: 'access',
      load: async (tx) => {
        const now = clock.now();
        const next = buildIndex(await allFacts(tx, now), now);
        return () => {
          this.current = next;
          // the standings change in the same turn, after this
          queueMicrotask(() => this.listeners.forEach((listener) => listener()));
        };
      },
    });
  }

  /** Called after another index is in force, together with the standings that belong to it. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  decide(request: AccessRequest): Decision {
    return this.current.decide(request);
  }

  /** What some call could be allowed or held for; a tool that is not among them must not be spoken of (R-ACC-6). */
  visible(caller: Caller & Readonly<{ at: Date }>): VisibleTool[] {
    return this.current.visible(caller, caller.at).map(({ tool, server, decision }) => ({
      toolId: tool.id,
      serverId: server.id,
      serverName: server.name,
      toolName: tool.name,
      effect: decision.effect === 'allow' ? 'allow' : 'hold',
      definitionHash: tool.approvedHash,
      definition: tool.definition,
    }));
  }
}
