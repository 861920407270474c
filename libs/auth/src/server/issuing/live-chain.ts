import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { AgentRow, isTenantKilled } from '@app/agents';
import { Clock } from '@app/kernel';
import type { Tx } from '@app/database';
import { Fence, type PrincipalRow } from '@app/fence';
import type { TokenFacts } from '../../core/token-claims.js';

/** Whom a token would speak for: a person or nobody, and the agents, the one that calls first. */
export type WantedChain = Readonly<{ personId: string | null; agentIds: readonly string[] }>;

/** Whether everybody in a chain may act now, read from the database when a token is issued. */
@Injectable()
export class LiveChain {
  constructor(
    private readonly fence: Fence,
    private readonly clock: Clock,
  ) {}

  /** Undefined when somebody in it, an owner or a parent, may not act: no token is issued then. */
  async of(tx: Tx, { personId, agentIds }: WantedChain): Promise<Omit<TokenFacts, 'delegations'> | undefined> {
    // a tenant that was stopped gets no token; what was issued before is turned away by the decision
    if (await isTenantKilled(tx)) return undefined;
    const agents = [];
    const line = new Set(agentIds);
    let owner: PrincipalRow | undefined;
    for (const id of agentIds) {
      const own = await this.agent(tx, id, line);
      if (own?.ownerId == null) return undefined;
      const answers = await this.person(tx, own.ownerId);
      if (!answers) return undefined;
      owner ??= answers;
      agents.push({ id, epoch: own.epoch });
    }
    const person = personId === null ? null : await this.person(tx, personId);
    if (!owner || person === undefined || !(await this.inTerm(tx, line))) return undefined;
    const known = ({ id, epoch }: PrincipalRow) => ({ id, epoch });
    return { person: person && known(person), agents, owner: known(owner) };
  }

  private async inTerm(tx: Tx, ids: ReadonlySet<string>): Promise<boolean> {
    const where = { id: In([...ids]), state: 'active', expiresAt: MoreThan(this.clock.now()) } as const;
    return (await tx.countBy(AgentRow, where)) === ids.size;
  }

  /** A sub-agent stands only while all it is a part of does; `line` is told of all of it. */
  private async agent(tx: Tx, id: string, line: Set<string>): Promise<PrincipalRow | undefined> {
    const own = await this.active(tx, id, 'agent');
    for (let part = own; part?.parentId != null;) {
      line.add(part.parentId);
      part = await this.active(tx, part.parentId, 'agent');
      if (part?.ownerId == null || !(await this.person(tx, part.ownerId))) return undefined;
    }
    return own;
  }

  private person(tx: Tx, id: string): Promise<PrincipalRow | undefined> {
    return this.active(tx, id, 'person');
  }

  private async active(tx: Tx, id: string, kind: PrincipalRow['kind']): Promise<PrincipalRow | undefined> {
    const standing = await this.fence.standing(tx, id);
    return standing?.status === 'active' && standing.kind === kind ? standing : undefined;
  }
}
