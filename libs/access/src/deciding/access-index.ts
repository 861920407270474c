import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import type { Tx } from '@app/database';
import { type Changed, FenceReplica } from '@app/fence';
import { CompiledIndex, type Wanted } from '../core/access-index.js';
import type { AccessRequest, Caller, Decision, Needs } from '../core/decision.js';
import type { Kind } from '../core/selector/pattern.js';
import { Lasting, Picture } from './lasting.js';
import { type Loaded, loadAll, loadChange } from './index-loader.js';

/** A tool, resource or prompt as it is listed to an agent. `definition` is what its server says of it, as approved. */
export type VisibleTool = Readonly<{
  toolId: string;
  serverId: string;
  serverName: string;
  kind: Kind;
  toolName: string;
  effect: 'allow' | 'hold';
  definitionHash: string;
  definition: unknown;
}>;

/**
 * The index that a gateway decides by. What changes it, changes it in the same instant as the standings of the fence:
 * by those that the fence names, or as a whole. Whether it is current is the fence's knowledge: ask
 * `FenceReplica.isFresh()` first. Before the first load it denies everything.
 */
@Injectable()
export class AccessIndex {
  private current: Loaded = { index: new CompiledIndex(new Date(0)), attributes: new Set(), given: new Map() };
  private picture = new Picture();
  private readonly listeners: (() => void)[] = [];

  constructor(
    replica: FenceReplica,
    private readonly clock: Clock,
  ) {
    replica.follow({ topic: 'access', load: (tx, changed) => this.load(tx, changed) });
  }

  /** Called after something else is in force, together with the standings that belong to it. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** `holds` says of the decision whether it would be the same later. */
  decide(request: AccessRequest): Decision {
    const { decision, until } = this.current.index.judge(request);
    return new Lasting(decision, this.picture, request.at.getTime(), until);
  }

  /** What `decide` must be told in the request's context; null: nothing. */
  needs(caller: Caller, wanted: Wanted): Needs | null {
    return this.current.index.needs(caller, wanted);
  }

  /** Names of all of a kind that a server has, whoever may use them: for finding what a call means, never to be shown. */
  offered(agentId: string, serverName: string, kind: Kind): ReadonlySet<string> {
    return this.current.index.offered(agentId, serverName, kind);
  }

  /** What some call could be allowed or held for; a tool that is not among them must not be spoken of (R-ACC-6). */
  visible(caller: Caller & Readonly<{ at: Date }>): VisibleTool[] {
    return this.current.index.visible(caller, caller.at).map(({ tool, server, decision }) => ({
      toolId: tool.id,
      serverId: server.id,
      serverName: server.name,
      kind: tool.kind,
      toolName: tool.name,
      effect: decision.effect === 'allow' ? 'allow' : 'hold',
      definitionHash: tool.approvedHash,
      definition: tool.definition,
    }));
  }

  private async load(tx: Tx, changed: Changed | null): Promise<() => void> {
    const now = this.clock.now();
    const base = this.current;
    const subjects = changed && subjectsOf(changed, base);
    if (subjects?.length === 0) return () => undefined;
    const change = subjects && (await loadChange(tx, now, subjects, base));
    const next = change ? null : await loadAll(tx, now);
    return () => {
      // what was read as a change of one index is none of another
      if (change && this.current !== base) throw new Error('the index has been replaced meanwhile');
      // before the first of it is in force
      this.picture.isOver = true;
      this.picture = new Picture();
      if (change) base.index.apply(change, now);
      this.current = next ?? { ...base, given: change?.given ?? base.given };
      // the standings change in the same turn, after this
      queueMicrotask(() => this.listeners.forEach((listener) => listener()));
    };
  }
}

/** Agents that are new hold nothing yet, but are there: that is another reason than that nobody knows them. */
const subjectsOf = ({ subjects, agents }: Changed, { index }: Loaded): string[] => [
  ...new Set([...subjects, ...agents.filter((id) => !index.knows(id))]),
];
