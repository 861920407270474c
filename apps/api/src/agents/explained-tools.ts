import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import {
  type AgentGrantRow,
  type Condition,
  EffectiveAccess,
  type EffectiveTool,
  type PathStep,
  ProfileGrantRow,
  ProfileRow,
  reachAt,
} from '@app/access';
import { AgentRow } from '@app/agents';
import type { ToolRow } from '@app/catalog';
import type { Tx } from '@app/database';
import { GroupRow, PersonRow } from '@app/directory';

type NamedStep = PathStep & Readonly<{ name: string | null }>;
export type ExplainedTool = Omit<EffectiveTool, 'path'> &
  Readonly<{ path: readonly NamedStep[]; conditions: readonly { grantId: string; condition: Condition }[] }>;
/** A tool that the agent itself was granted, and why it may not use it all the same. */
export type WithheldTool = Readonly<{
  toolId: string;
  serverName: string;
  toolName: string;
  risk: ToolRow['risk'];
  code: string;
  path: readonly NamedStep[];
}>;

/** What an agent may do and what it may not, in words that people know: every step of the reason has a name. */
@Injectable()
export class ExplainedTools {
  constructor(private readonly access: EffectiveAccess) {}

  async of(
    tx: Tx,
    agent: AgentRow,
    grants: readonly AgentGrantRow[],
    at: Date,
  ): Promise<{ effectiveTools: ExplainedTool[]; withheldTools: WithheldTool[] }> {
    // its grants are still open, but nothing brings it back
    if (agent.state === 'retired') return { effectiveTools: [], withheldTools: [] };
    const effective = await this.access.of(tx, agent.id, at);
    const withheld = await this.withheld(tx, agent.id, grants, new Set(effective.map(({ toolId }) => toolId)), at);
    const named = await naming(tx, agent, [...effective, ...withheld]);
    const conditionOf = await conditions(tx, grants, effective);
    return {
      effectiveTools: effective.map((tool) => ({
        ...tool,
        path: named(tool.path),
        conditions: tool.grantIds.flatMap(conditionOf),
      })),
      withheldTools: withheld.map((tool) => ({ ...tool, path: named(tool.path) })),
    };
  }

  private async withheld(
    tx: Tx,
    agentId: string,
    grants: readonly AgentGrantRow[],
    usable: ReadonlySet<string>,
    at: Date,
  ) {
    const open = grants.filter(
      ({ effect, endedBecause, validTo }) =>
        effect !== 'deny' && endedBecause === null && (validTo === null || validTo > at),
    );
    const reach = await reachAt(
      tx,
      open.map(({ profileId }) => profileId),
      at,
    );
    const tools = new Map(open.flatMap((grant) => reach(grant).map((tool) => [tool.id, tool] as const)));
    const decide = await this.access.explainHeld(tx, agentId, at);
    const kept = [...tools.values()].filter(({ id }) => !usable.has(id));
    return kept.map(({ id: toolId, serverName, name: toolName, risk }) => {
      const { code, path } = decide({ serverName, toolName });
      return { toolId, serverName, toolName, risk, code, path };
    });
  }
}

async function naming(tx: Tx, agent: AgentRow, tools: readonly { path: readonly PathStep[] }[]) {
  const steps = tools.flatMap(({ path }) => path);
  const ids = (...kinds: PathStep['step'][]) =>
    In(steps.filter(({ step }) => kinds.includes(step)).map(({ id }) => id));
  const members = await tx.findBy(AgentRow, { id: ids('agent') });
  const people = await tx.findBy(PersonRow, { id: ids('owner', 'person') });
  const groups = await tx.findBy(GroupRow, { id: ids('group') });
  const profiles = await tx.findBy(ProfileRow, { id: ids('profile', 'ceiling') });
  const names = new Map([
    ...[agent, ...members].map(({ id, name }) => [id, name] as const),
    ...[...people, ...groups].map(({ id, displayName }) => [id, displayName] as const),
    ...profiles.map(({ id, name }) => [id, name] as const),
  ]);
  return (path: readonly PathStep[]): NamedStep[] =>
    path.map((step) => ({ ...step, name: names.get(step.id) ?? null }));
}

async function conditions(tx: Tx, own: readonly AgentGrantRow[], tools: readonly EffectiveTool[]) {
  const ids = tools.flatMap(({ grantIds }) => grantIds);
  const ofProfiles = await tx.findBy(ProfileGrantRow, { id: In(ids) });
  const byId = new Map([...own, ...ofProfiles].map(({ id, condition }) => [id, condition]));
  return (grantId: string): { grantId: string; condition: Condition }[] => {
    const condition = byId.get(grantId);
    return condition ? [{ grantId, condition }] : [];
  };
}
