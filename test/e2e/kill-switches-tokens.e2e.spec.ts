import { afterAll, beforeAll, expect, it } from 'vitest';
import { KillSwitches } from '@app/access';
import { AgentCredentials, Agents } from '@app/agents';
import { DEFAULT_TENANT } from '@app/kernel';
import { type AuthHouse, type KeyedAgent, openAuthHouse, operator } from '../support/auth-house.js';

let house: AuthHouse;
let agent: KeyedAgent;
beforeAll(async () => {
  house = await openAuthHouse();
  agent = await house.keyedAgent(await house.person());
});
afterAll(() => house.close());

const asked = async () => (await house.ask({ grant_type: 'client_credentials', ...(await house.proof(agent)) })).status;

it('lets nobody of a stopped tenant, or of a stopped owner, get a token until it is lifted [kill.token-issue]', async () => {
  const switches = house.app.get(KillSwitches, { strict: false });
  expect(await asked()).toBe(200);
  for (const [scope, targetId] of [
    ['tenant', DEFAULT_TENANT],
    ['owner', agent.ownerId],
    ['agent', agent.id],
  ] as const) {
    const { id } = await switches.pull(operator, { scope, targetId, reason: 'incident' });
    expect(await asked()).toBe(401);
    await switches.lift(operator, id, 'over');
    expect(await asked()).toBe(200);
  }
});

it('takes no key that was withdrawn [agent.key-withdrawn]', async () => {
  const [key] = await house.db.read(operator, (tx) => house.app.get(Agents).credentials(tx, agent.id));
  await house.app.get(AgentCredentials).withdraw(operator, agent.id, key?.id ?? '', 'lost');
  expect(await asked()).toBe(401);
});
