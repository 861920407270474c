import type { Type } from '@nestjs/common';
import {
  DirectoryModule,
  type GroupRow,
  Groups,
  People,
  type PersonFacts,
  type PersonRow,
  type SourceRow,
  Sources,
} from '@app/directory';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import type { WriteTx } from '@app/database';
import { Lifecycle, LifecycleLog, LifecycleModule, Transitions } from '@app/lifecycle';
import { newId } from '@app/kernel';
import { hr, openWorld } from './world.js';

/** A company whose directory changes as a provisioning source would change it: rows first, then the lifecycle. */
export async function openCompany(...more: Type[]) {
  const world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, LifecycleModule, ...more);
  const { app, db } = world;
  const [people, lifecycle, groups] = [app.get(People), app.get(Lifecycle), app.get(Groups)];
  const source = async (name = `source-${newId()}`, matching?: SourceRow['matching']): Promise<string> => {
    const { source: made } = await app.get(Sources).connect(hr, { name, dialect: 'lenient' });
    if (matching) {
      await world.write((tx) =>
        tx.query('UPDATE source SET matching = $2 WHERE id = $1', [made.id, JSON.stringify(matching)]),
      );
    }
    return made.id;
  };
  const usual = await source('usual');
  const changeIn = async (tx: WriteTx, id: string, over: Partial<PersonFacts>): Promise<PersonRow> => {
    const before = await people.locked(tx, id);
    const { userName, displayName, managerId, externalId, employeeNumber, attributes, startsAt, endsAt, onLeave } =
      before;
    const facts = { userName, displayName, email: null, managerId, externalId, employeeNumber, attributes };
    const dates = { startsAt, endsAt, onLeave, status: before.sourceStatus };
    const after = await people.change(tx, before, { ...facts, ...dates, ...over });
    await lifecycle.changed(tx, before, after);
    return after;
  };
  return {
    ...world,
    lifecycle,
    source,
    usual,
    changeIn,
    join: (over: Partial<PersonFacts> = {}, sourceId = usual): Promise<PersonRow> =>
      db.write(hr, async (tx) => {
        const userName = `user-${newId()}`;
        const facts = { userName, displayName: userName, email: null, managerId: null, externalId: null } as const;
        const person = await people.add(tx, sourceId, { ...facts, status: 'active', attributes: {}, ...over });
        await lifecycle.joined(tx, person);
        return person;
      }),
    group: (displayName = `group-${newId()}`, sourceId = usual): Promise<GroupRow> =>
      world.write((tx) => groups.add(tx, sourceId, { displayName, externalId: null })),
    change: (id: string, over: Partial<PersonFacts>) => db.write(hr, (tx) => changeIn(tx, id, over)),
    remove: (id: string): Promise<void> =>
      db.write(hr, async (tx) => {
        const person = await people.locked(tx, id);
        await people.remove(tx, person);
        await lifecycle.removed(tx, person);
      }),
    move: (group: GroupRow, add: readonly string[], drop: readonly string[] = []): Promise<void> =>
      db.write(hr, async (tx) => {
        await groups.locked(tx, group.id, 'together');
        const removed = await groups.removeMembers(tx, group.id, drop);
        const added = await groups.addMembers(tx, group.id, add);
        if (added.length + removed.length === 0) return tx.unchanged(undefined);
        await lifecycle.membersChanged(tx, group.id, { added, removed });
      }),
    turn: () => app.get(Transitions).run(hr),
    replay: (id: string) => app.get(LifecycleLog).replay(hr, id),
    history: (id: string) => db.read(hr, (tx) => lifecycle.history(tx, id)),
    kinds: async (id: string) => (await db.read(hr, (tx) => lifecycle.history(tx, id))).map(({ kind }) => kind),
    row: (id: string) => db.read(hr, (tx) => tx.query<PersonRow[]>('SELECT * FROM person WHERE id = $1', [id])),
    causes: async (agentId: string): Promise<string[]> => {
      const rows = await world.sql<{ cause: string }>(
        'SELECT cause FROM agent_suspension WHERE agent_id = $1 AND cleared_at IS NULL ORDER BY cause',
        [agentId],
      );
      return rows.map(({ cause }) => cause);
    },
    told: async (id: string): Promise<string[]> =>
      (await world.ledger()).filter(({ subject }) => subject === id).map(({ type }) => type),
  };
}
