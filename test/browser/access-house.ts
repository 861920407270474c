import { Profiles } from '@app/access';
import { Roles } from '@app/auth';
import { Servers, Tools } from '@app/catalog';
import { CatalogSync } from '@app/connectors';
import { Sequencer } from '@app/ledger';
import { type Offer, startChangingModern } from '../support/changing-upstream.js';
import { openBrowserHouse } from './browser-house.js';

/** A house with a server whose tools change, somebody who answers for it, and a profile to grant them with. */
export async function openAccessHouse() {
  const house = await openBrowserHouse();
  const { app, operator } = house;
  const upstream = await startChangingModern();
  const admin = await house.person('root@example.com');
  const owner = await plain('olga@example.com');
  const { id: serverId } = await app.get(Servers).register(operator, {
    name: 'payments',
    transport: 'http',
    url: upstream.url,
    ownerId: owner.personId,
    environment: 'production',
    classification: 'confidential',
    tags: ['money'],
  });
  const sync = app.get(CatalogSync, { strict: false });
  const profileId = (await app.get(Profiles).create(operator, 'Payers')).id;
  const [pay] = await sync.sync(operator, serverId);
  const condition = { arg: 'amount', op: 'lte', value: 10 } as const;
  await app.get(Profiles).grant(operator, profileId, { toolId: pay?.id ?? '', effect: 'allow', condition });

  const resource = `${house.url}/mcp`;
  let token: string | undefined;

  /** Somebody without a role. */
  async function plain(userName: string) {
    const person = await house.person(userName);
    const roles = app.get(Roles);
    for (const { id } of await roles.list(operator, person.personId)) {
      await roles.end(operator, person.personId, id, 'a test');
    }
    return person;
  }

  return {
    ...house,
    admin,
    owner,
    plain,
    serverId,
    profileId,
    async toolId(name: string): Promise<string> {
      const tools = await app.get(Tools).list(operator);
      return tools.find((tool) => tool.serverId === serverId && tool.name === name)?.id ?? '';
    },
    /** Changes what the server offers, and reads it. */
    async change(turn: (offer: Offer) => void): Promise<void> {
      turn(upstream.offer);
      await sync.sync(operator, serverId);
    },
    /** A call by a client of the administrator's, as the list of decisions has it afterwards. */
    async called(name: string): Promise<string> {
      token ??= (await house.tokens(admin.browser, (await house.client({ name: 'Desk' })).id, { resource }))
        .access_token;
      const { text } = await house.call(token, name);
      await app.get(Sequencer, { strict: false }).run();
      return text;
    },
    async close(): Promise<void> {
      await house.close();
      await upstream.stop();
    },
  };
}
export type AccessHouse = Awaited<ReturnType<typeof openAccessHouse>>;
