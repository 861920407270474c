import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { type Actor, Refusal } from '@app/kernel';
import { EffectiveAccess, type NamedTool } from '@app/access';
import { AgentRow, AgentSuspensionRow } from '@app/agents';
import { Db, type Tx } from '@app/database';
import { GroupRow, managerOf, MembershipRow, PersonRow } from '@app/directory';
import { Breaker, type Tally } from './breaker.js';

/** A change that the directory may make. */
export type PreviewedChange =
  | Readonly<{ kind: 'leaver'; personId: string }>
  | Readonly<{ kind: 'group-members-removed' | 'group-members-added'; groupId: string; personIds: readonly string[] }>
  | Readonly<{ kind: 'group-removed'; groupId: string }>;

export type PreviewedAgent = Readonly<{
  agentId: string;
  name: string;
  ownerId: string;
  /** It stands still from then on. */
  stops: boolean;
  /** Tools whose use becomes narrower or wider. */
  lost: readonly NamedTool[];
  gained: readonly NamedTool[];
  /** Who would be asked first to answer for it; null: nobody would, or nobody is needed. */
  successor: Readonly<{ personId: string; role: 'deputy' | 'manager' }> | null;
}>;

export type Previewed = Readonly<{
  agents: readonly PreviewedAgent[];
  /** For a leaver: the mass-leaver breaker of the source as it would be then. */
  breaker: (Tally & Readonly<{ open: boolean; wouldTrip: boolean }>) | null;
}>;

/** What a change would do, from one view of the rows; nothing is written, locked or sent. */
@Injectable()
export class Preview {
  constructor(
    private readonly db: Db,
    private readonly access: EffectiveAccess,
    private readonly breaker: Breaker,
  ) {}

  /** @throws Refusal person.unknown, group.unknown */
  of(actor: Actor, change: PreviewedChange): Promise<Previewed> {
    return this.db.read(actor, (tx) => {
      return change.kind === 'leaver' ? this.leaver(tx, change.personId) : this.members(tx, change);
    });
  }

  private async leaver(tx: Tx, personId: string): Promise<Previewed> {
    const person = await tx.findOneBy(PersonRow, { id: personId, status: Not('deleted') });
    if (!person) throw new Refusal('person.unknown');
    const open = await this.breaker.isOpen(tx, person.sourceId);
    const tally = await this.breaker.tally(tx, person.sourceId, person.present ? [personId] : []);
    const breaker = { ...tally, open, wouldTrip: !open && tally.leavers > tally.most };
    // whoever is away has lost all of it before
    if (!person.present) return { agents: [], breaker };
    const shifts = new Map((await this.access.ifLeft(tx, personId)).map((shift) => [shift.agentId, shift]));
    const owned = await tx.findBy(AgentRow, { ownerId: personId, state: Not('retired') });
    const still = await standingStill(tx, owned);
    const deputised = await tx.findBy(AgentRow, { id: In([...shifts.keys()]), ownerId: Not(personId) });
    const manager = await managerOf(tx, personId);
    const deputies = await activeAmong(tx, owned);
    const successor = ({ deputyId }: AgentRow): PreviewedAgent['successor'] => {
      if (deputyId !== null && deputies.has(deputyId)) return { personId: deputyId, role: 'deputy' };
      return manager && { personId: manager.id, role: 'manager' };
    };
    const stopping = owned.filter(({ id }) => !still.has(id));
    const lost = (id: string) => ({ lost: shifts.get(id)?.lost ?? [], gained: shifts.get(id)?.gained ?? [] });
    return {
      agents: [
        ...stopping.map((agent) => ({ ...about(agent), ...lost(agent.id), stops: true, successor: successor(agent) })),
        ...deputised.map((agent) => ({ ...about(agent), ...lost(agent.id), stops: false, successor: null })),
      ],
      breaker,
    };
  }

  private async members(tx: Tx, change: Exclude<PreviewedChange, { kind: 'leaver' }>): Promise<Previewed> {
    const { groupId } = change;
    if (!(await tx.existsBy(GroupRow, { id: groupId, deletedAt: IsNull() }))) throw new Refusal('group.unknown');
    const wanted = change.kind === 'group-removed' ? null : [...new Set(change.personIds)];
    const present = await membersAmong(tx, groupId, wanted);
    const added = change.kind === 'group-members-added' ? (wanted ?? []).filter((id) => !present.has(id)) : [];
    const removed = change.kind === 'group-members-added' ? [] : [...present];
    const shifts = await this.access.ifMembersChanged(tx, { groupId, added, removed });
    const agents = await tx.findBy(AgentRow, { id: In(shifts.map(({ agentId }) => agentId)) });
    const names = new Map(agents.map(({ id, name }) => [id, name]));
    return {
      agents: shifts.map((shift) => {
        return { ...shift, name: names.get(shift.agentId) ?? '', stops: false, successor: null };
      }),
      breaker: null,
    };
  }
}

const about = ({ id, name, ownerId }: AgentRow) => ({ agentId: id, name, ownerId });

/** Agents that stand still for the sake of their owner already. */
async function standingStill(tx: Tx, agents: readonly AgentRow[]): Promise<ReadonlySet<string>> {
  const open = { agentId: In(agents.map(({ id }) => id)), cause: 'owner_inactive', clearedAt: IsNull() } as const;
  return new Set((await tx.findBy(AgentSuspensionRow, open)).map(({ agentId }) => agentId));
}

async function activeAmong(tx: Tx, agents: readonly AgentRow[]): Promise<ReadonlySet<string>> {
  const ids = agents.flatMap(({ deputyId }) => deputyId ?? []);
  const people = await tx.find(PersonRow, { select: { id: true }, where: { id: In(ids), status: 'active' } });
  return new Set(people.map(({ id }) => id));
}

/** @param wanted null: all */
async function membersAmong(tx: Tx, groupId: string, wanted: readonly string[] | null): Promise<ReadonlySet<string>> {
  const which = wanted === null ? {} : { personId: In([...wanted]) };
  const rows = await tx.findBy(MembershipRow, { groupId, validTo: IsNull(), ...which });
  return new Set(rows.map(({ personId }) => personId));
}
