import type { INestApplicationContext } from '@nestjs/common';
import type { Db } from '@app/database';
import { Subscriptions } from '@app/jobs';
import { People, type PersonFacts, type PersonRow } from '@app/directory';
import { Lifecycle } from '@app/lifecycle';
import { type Actor, DEFAULT_TENANT, system } from '@app/kernel';
import { hr, type openWorld } from './world.js';

type World = Awaited<ReturnType<typeof openWorld>>;

/** Directory changes as a SCIM write makes them, and the messages they leave carried by hand. */
export function handover(world: World) {
  const people = (): People => world.app.get(People, { strict: false });
  const lifecycle = (): Lifecycle => world.app.get(Lifecycle, { strict: false });
  const change = (id: string, over: Partial<PersonFacts>, actor: Actor = hr): Promise<void> =>
    world.db.write(actor, async (tx) => {
      const before = await people().locked(tx, id);
      const { userName, displayName, managerId, externalId, attributes, sourceStatus: status } = before;
      const facts = { userName, displayName, email: null, managerId, externalId, attributes, status } as const;
      await lifecycle().changed(tx, before, await people().change(tx, before, { ...facts, ...over }));
    });
  return {
    change,
    leave: (person: Pick<PersonRow, 'id'>, actor: Actor = hr) => change(person.id, { status: 'inactive' }, actor),
    comeBack: (person: Pick<PersonRow, 'id'>) => change(person.id, { status: 'active' }),
    remove: ({ id }: Pick<PersonRow, 'id'>) =>
      world.db.write(hr, async (tx) => {
        const person = await people().locked(tx, id);
        await people().remove(tx, person);
        await lifecycle().removed(tx, person);
      }),
    deliver: courier(world.app, world.db),
    /** Templates and recipients of what was sent to be told, oldest first. */
    told: async (): Promise<string[]> =>
      (await world.messages())
        .filter(({ topic }) => topic === 'notify')
        .map(({ payload }) => {
          const { template, to } = payload as { template: string; to: { personId?: string; role?: string } };
          return `${template} ${to.personId ?? to.role ?? ''}`;
        }),
  };
}

/** Hands every message since the last call to those who subscribed, in order; what they send is left for the next call. */
export function courier(app: INestApplicationContext, db: Db): () => Promise<void> {
  let seen = 0;
  return async () => {
    const subscriptions = app.get(Subscriptions, { strict: false });
    const messages = await db.read(hr, (tx) =>
      tx.query<{ seq: string; topic: string; payload: Record<string, unknown> }[]>(
        'SELECT seq, topic, payload FROM outbox WHERE seq > $1 ORDER BY seq',
        [seen],
      ),
    );
    seen = Number(messages.at(-1)?.seq ?? seen);
    for (const { topic, payload } of messages) {
      for (const handler of subscriptions.handlersOf(topic)) {
        const work = subscriptions.work(topic, handler);
        await db.write(system(`jobs/${handler}`, DEFAULT_TENANT), async (tx) =>
          (await work?.(tx, payload)) === 'done' ? undefined : tx.unchanged(undefined),
        );
      }
    }
  };
}
