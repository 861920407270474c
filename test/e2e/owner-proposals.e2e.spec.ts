import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT, newId } from '@app/kernel';
import { BreakerRow, Successions } from '@app/lifecycle';
import { OwnerProposals } from '@app/scim';
import { courier } from '../support/handover.js';
import { openScimServer, type ScimServer } from '../support/scim-server.js';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let server: ScimServer;
let idp: Awaited<ReturnType<ScimServer['source']>>;
let deliver: () => Promise<void>;
beforeAll(async () => {
  server = await openScimServer();
  idp = await server.source('lenient', { agents: true });
  deliver = courier(server.app, server.db);
});
afterAll(() => server.close());

const person = async (): Promise<string> => {
  const { body } = await idp.wire.send({ method: 'POST', path: '/Users', body: { userName: `u-${newId()}` } });
  return String(body?.['id']);
};
const patch = async (path: string, attribute: string, value: unknown): Promise<void> => {
  const body = { schemas: [PATCH], Operations: [{ op: 'replace', path: attribute, value }] };
  expect((await idp.wire.send({ method: 'PATCH', path, body })).status).toBe(200);
};
const present = (id: string, active: boolean) => patch(`/Users/${id}`, 'active', active);
const name = (agentId: string, ...owners: string[]) =>
  patch(
    `/Agents/${agentId}`,
    'owners',
    owners.map((value) => ({ value })),
  );
async function pushed(...owners: string[]): Promise<string> {
  const body = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Agent'],
    agentUserName: `Agent-${newId()}`,
    owners: owners.map((value) => ({ value })),
  };
  return String((await idp.wire.send({ method: 'POST', path: '/Agents', body })).body?.['id']);
}

const as = (id: string) => ({ kind: 'person', id, tenant: DEFAULT_TENANT }) as const;
const answer = { attest: true, keepGrantIds: [], reason: 'mine now' };
const accept = (who: string, agentId: string) => server.app.get(OwnerProposals).accept(as(who), agentId, answer);
const ownerOf = async (agentId: string): Promise<string | undefined> =>
  (await server.sql<{ owner: string }>('SELECT owner_id AS owner FROM agent WHERE id = $1', [agentId]))[0]?.owner;
const searchOf = async (agentId: string) =>
  (await server.app.get(Successions).list(as(newId()))).find((search) => search.agentId === agentId);

describe('a person whom the provider names, but has not proposed,', () => {
  it('does not get the agent by naming order when the owner is away [scim.agents.owner-unasked]', async () => {
    const [owner, second] = [await person(), await person()];
    const agentId = await pushed(owner, second);
    await present(owner, false);
    await expect(accept(second, agentId)).rejects.toMatchObject({ code: 'agent.owner-not-proposed' });
    expect(await ownerOf(agentId)).toBe(owner);
  });

  it('does not take it back from the successor who answers for it [scim.agents.owner-unasked]', async () => {
    const [owner, manager] = [await person(), await person()];
    await patch(`/Users/${owner}`, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', manager);
    const agentId = await pushed(owner);
    await present(owner, false);
    await deliver();
    const { id } = (await searchOf(agentId))!;
    await server.app.get(Successions).accept(as(manager), id, answer);
    await present(owner, true);
    await expect(accept(owner, agentId)).rejects.toMatchObject({ code: 'agent.owner-not-proposed' });
    expect(await ownerOf(agentId)).toBe(manager);
  });
});

describe('a person whom the provider proposes for the agent of a leaver', () => {
  it('ends the search for a successor by accepting [succession.proposal]', async () => {
    const [owner, proposed] = [await person(), await person()];
    const agentId = await pushed(owner);
    await present(owner, false);
    await deliver();
    expect((await searchOf(agentId))?.state).toBe('unclaimed');
    await name(agentId, proposed);
    await accept(proposed, agentId);
    expect(await ownerOf(agentId)).toBe(proposed);
    expect((await searchOf(agentId))?.state).toBe('cancelled');
  });

  it('ends the proposal by accepting as a successor [succession.proposal]', async () => {
    const [owner, manager, proposed] = [await person(), await person(), await person()];
    await patch(`/Users/${owner}`, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', manager);
    const agentId = await pushed(owner);
    await name(agentId, proposed);
    await present(owner, false);
    await deliver();
    await server.app.get(Successions).accept(as(manager), (await searchOf(agentId))!.id, answer);
    await expect(accept(proposed, agentId)).rejects.toMatchObject({ code: 'agent.owner-not-proposed' });
    expect(await server.app.get(OwnerProposals).list(as(proposed), proposed)).toEqual([]);
  });

  it('waits while too many leave at once, as successors do [succession.breaker]', async () => {
    const [owner, proposed] = [await person(), await person()];
    const agentId = await pushed(owner);
    await name(agentId, proposed);
    await present(owner, false);
    const id = newId();
    const trip = { id, sourceId: idp.source.id, openedAt: new Date(), leavers: 51, most: 50 };
    await server.db.write(as(owner), async (tx) => {
      tx.record({ action: 'test.tripped', subject: idp.source.id });
      await tx.insert(BreakerRow, trip);
    });
    await expect(accept(proposed, agentId)).rejects.toMatchObject({ code: 'succession.held' });
    await server.db.write(as(owner), async (tx) => {
      tx.record({ action: 'test.released', subject: idp.source.id });
      await tx.query(
        `UPDATE lifecycle_breaker SET released_at = opened_at, released_by = 'test', reason = 'test' WHERE id = $1`,
        [id],
      );
    });
    await accept(proposed, agentId);
    expect(await ownerOf(agentId)).toBe(proposed);
  });
});

it('a person whom the provider proposes is told [scim.agents.owner-told]', async () => {
  const [owner, proposed] = [await person(), await person()];
  const agentId = await pushed(owner);
  await name(agentId, proposed);
  const told = await server.sql<{ payload: object }>(
    `SELECT payload FROM outbox WHERE topic = 'notify' AND payload -> 'to' ->> 'personId' = $1`,
    [proposed],
  );
  expect(told.map(({ payload }) => payload)).toMatchObject([
    { template: 'agent.owner-proposed', data: { personId: owner, agentIds: [agentId] } },
  ]);
});
