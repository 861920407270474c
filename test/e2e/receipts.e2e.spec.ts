import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessModule, Profiles } from '@app/access';
import { type AgentRow, AgentsModule } from '@app/agents';
import { AuthModule, SignInLinks } from '@app/auth';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, Groups, type GroupRow, type PersonRow } from '@app/directory';
import {
  type LeaverBody,
  Lifecycle,
  LifecycleModule,
  ProviderTimes,
  type ReceiptRow,
  Receipts,
  SuccessionModule,
} from '@app/lifecycle';
import { CallLog, Sequencer } from '@app/ledger';
import { canonicalJson, DEFAULT_TENANT, newId } from '@app/kernel';
import { run } from '../support/database.js';
import { handover } from '../support/handover.js';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let jml: ReturnType<typeof handover>;
let receipts: Receipts;
beforeAll(async () => {
  world = await openWorld(
    DirectoryModule,
    CatalogModule,
    AgentsModule,
    AccessModule,
    AuthModule,
    LifecycleModule,
    SuccessionModule,
  );
  jml = handover(world);
  receipts = world.app.get(Receipts);
});
afterAll(() => world.close());

const of = async (person: PersonRow): Promise<ReceiptRow> => {
  const [receipt, ...more] = await receipts.of(hr, person.id);
  if (!receipt || more.length > 0) throw new Error(`${more.length + (receipt ? 1 : 0)} receipts`);
  return receipt;
};
const body = async (person: PersonRow) => (await of(person)).body as LeaverBody;
const call = async (agent: AgentRow, decision: 'allow' | 'deny', at = world.clock.now()): Promise<string> => {
  const callId = newId();
  const { ownerId, id: agentId } = agent;
  const who = { tenant: DEFAULT_TENANT, agentId, ownerId, ownerStatus: 'active', onBehalfOf: null, chain: [agentId] };
  const token = { jtiDigest: '', rootDigest: '', confirmation: null, workload: null };
  const through = { agents: [], delegations: [], token };
  const what = { method: 'tools/call', clientId: agentId, server: 'files', tool: 'read_file', definitionHash: null };
  const why = { argsDigest: '00', decision, reasonCode: decision === 'allow' ? 'allowed' : 'owner_inactive' } as const;
  await world.app.get(CallLog).intent({ ...who, ...through, ...what, ...why, callId, at, grantIds: [], fenceSeq: 0 });
  return callId;
};
const seconds = (n: number) => (world.clock.at = new Date(world.clock.at.getTime() + n * 1000));
const digestIn = async (receipt: ReceiptRow, type: string): Promise<unknown> => {
  const entry = (await world.ledger()).find((row) => row.type === type && row.subject === receipt.id);
  return entry && (JSON.parse(entry.entry) as { d: { digest: string } }).d.digest;
};
const sha = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

describe('the receipt of a leaver', () => {
  it('holds both clocks, the last call let through, the first turned away, and what it cannot vouch for [receipt.leaver]', async () => {
    const eve = await world.person('eve');
    const agent = await world.runningAgent(eve, { name: 'eve-bot' });
    const server = await world.server('files');
    await world.entitle({ personId: eve.id }, server.reading);
    await world.allow(agent, server.reading);
    const links = world.app.get(SignInLinks);
    await links.redeem((await links.issue(hr, eve.id)).secret);
    await links.issue(hr, eve.id);
    await call(agent, 'allow');
    seconds(5);
    const last = await call(agent, 'allow');
    seconds(5);
    const receivedAt = world.clock.now();
    seconds(1);
    const happened = new Date(receivedAt.getTime() - 60_000);
    world.app.get(ProviderTimes).register(async (_tx, personId) => {
      return personId === eve.id ? { at: happened, basis: 'signal:test' } : null;
    });
    await jml.leave(eve, { ...hr, request: { id: 'request-1', receivedAt } });
    const committed = world.clock.now().toISOString();
    await jml.deliver();

    const open = await of(eve);
    expect(open).toMatchObject({ kind: 'leaver', state: 'open', completedAt: null });
    expect(await digestIn(open, 'receipt.made')).toBe(sha(open.body));
    seconds(10);
    const first = await call(agent, 'deny');
    seconds(10);
    await call(agent, 'deny');
    seconds(60);
    await receipts.complete(hr);
    const whole = await of(eve);
    expect(whole.state).toBe('complete');
    expect(await digestIn(whole, 'receipt.completed')).toBe(sha(whole.body));
    expect(whole.body).toMatchObject({
      clocks: {
        provider: { at: happened.toISOString(), basis: 'signal:test' },
        received: receivedAt.toISOString(),
        committed,
        settled: { seenAt: committed, behind: [] },
      },
      requestId: 'request-1',
      fenceSeq: expect.any(Number),
      ended: { sessions: 1, links: 2, records: 0 },
      agents: [
        {
          agentId: agent.id,
          name: 'eve-bot',
          suspended: true,
          keys: { live: 1, revoked: 0 },
          lastAdmitted: { callId: last, server: 'files', tool: 'read_file' },
          firstDenied: { callId: first, reasonCode: 'owner_inactive' },
        },
      ],
    });
    expect((await body(eve)).unverified.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'upstream-credentials files',
      'data-returned files',
      `keys-held ${agent.id}`,
    ]);
    expect(await jml.told()).toContain('leaver.receipt admin');
  });

  it('is found the same when the ledger has been sequenced [receipt.leaver]', async () => {
    const ron = await world.person('ron');
    const agent = await world.runningAgent(ron);
    const last = await call(agent, 'allow');
    seconds(1);
    await jml.leave(ron);
    const first = await call(agent, 'deny');
    await jml.deliver();
    await world.app.get(Sequencer, { strict: false }).run();
    seconds(60);
    await receipts.complete(hr);
    const [trace] = (await body(ron)).agents;
    expect([trace?.lastAdmitted?.callId, trace?.firstDenied?.callId]).toEqual([last, first]);
  });

  it('would not hide a call that was let through afterwards [receipt.honest]', async () => {
    const mal = await world.person('mal');
    const agent = await world.runningAgent(mal);
    await jml.leave(mal);
    seconds(1);
    const late = await call(agent, 'allow');
    await call(agent, 'deny');
    await jml.deliver();
    seconds(60);
    await receipts.complete(hr);
    expect((await body(mal)).agents[0]?.lastAdmitted?.callId).toBe(late);
  });

  it('waits a day for the first denied call, then says that none was seen [receipt.patience]', async () => {
    const tim = await world.person('tim');
    const agent = await world.runningAgent(tim);
    await jml.leave(tim);
    await jml.deliver();
    seconds(3600);
    await receipts.complete(hr);
    expect((await of(tim)).state).toBe('open');
    world.clock.pass(1);
    await receipts.complete(hr);
    expect(await of(tim)).toMatchObject({ state: 'complete' });
    expect((await body(tim)).agents).toMatchObject([{ agentId: agent.id, lastAdmitted: null, firstDenied: null }]);
  });

  it('names the gateways that do not know yet, and is not complete before they do [receipt.settled]', async () => {
    const una = await world.person('una');
    await jml.leave(una);
    const replica = newId();
    await run(
      world.database.url,
      `INSERT INTO fence_replica (id, acked_seq, lease_ms, lease_until) VALUES ($1, 0, 60000, now() + interval '1 hour')`,
      [replica],
    );
    await jml.deliver();
    expect((await body(una)).clocks.settled).toMatchObject({ seenAt: null, behind: [replica] });
    seconds(120);
    await receipts.complete(hr);
    expect((await of(una)).state).toBe('open');
    await run(world.database.url, 'UPDATE fence_replica SET acked_seq = 1000000 WHERE id = $1', [replica]);
    await receipts.complete(hr);
    expect(await of(una)).toMatchObject({ state: 'complete' });
    expect((await body(una)).clocks.settled).toMatchObject({ acknowledged: [replica], behind: [] });
    await run(world.database.url, 'DELETE FROM fence_replica');
  });

  it('is made once, and changes only by being completed [receipt.append-only]', async () => {
    const ida = await world.person('ida');
    await jml.leave(ida);
    await jml.deliver();
    const { id, eventId } = await of(ida);
    await world.write(async (tx) => tx.send({ topic: 'person.left', payload: { personId: ida.id, eventId } }));
    await jml.deliver();
    expect((await of(ida)).id).toBe(id);
    const attempt = (sql: string) => world.write((tx) => tx.query(sql, [id]));
    await expect(attempt(`UPDATE receipt SET body = '{}' WHERE id = $1`)).rejects.toThrow('append-only');
    await expect(attempt('DELETE FROM receipt WHERE id = $1')).rejects.toThrow('append-only');
    await expect(world.write((tx) => tx.query('TRUNCATE receipt'))).rejects.toThrow('append-only');
    seconds(60);
    await receipts.complete(hr);
    expect((await of(ida)).state).toBe('complete');
    const again = `UPDATE receipt SET state = 'complete', completed_at = now() WHERE id = $1`;
    await expect(attempt(again)).rejects.toThrow('append-only');
    await expect(receipts.find(hr, newId())).rejects.toThrow('no such receipt');
    expect((await receipts.find(hr, id)).id).toBe(id);
  });
});

describe('the receipt of a move', () => {
  const members = (group: GroupRow, added: PersonRow[], removed: PersonRow[]) =>
    world.db.write(hr, async (tx) => {
      const groups = world.app.get(Groups, { strict: false });
      const ids = (people: PersonRow[]) => people.map(({ id }) => id);
      const moved = {
        added: await groups.addMembers(tx, group.id, ids(added)),
        removed: await groups.removeMembers(tx, group.id, ids(removed)),
      };
      await world.app.get(Lifecycle).membersChanged(tx, group.id, moved);
    });

  it('says of each agent which tool it lost or gained, how it could be used before and after, and why [receipt.difference]', async () => {
    const kim = await world.person('kim');
    const agent = await world.runningAgent(kim, { name: 'kim-bot' });
    const group = await world.group('crew');
    const server = await world.server('vault');
    const profile = await world.app.get(Profiles).create(hr, 'vault readers');
    await world.app.get(Profiles).grant(hr, profile.id, { toolId: server.reading.id, effect: 'hold', condition: null });
    await world.app.get(Profiles).assign(hr, profile.id, { groupId: group.id });
    const grant = await world.allow(agent, server.reading);
    seconds(60);
    await members(group, [kim], []);
    await jml.deliver();
    const gained = await of(kim);
    expect(gained).toMatchObject({ kind: 'difference', state: 'complete' });
    expect(await digestIn(gained, 'receipt.made')).toBe(sha(gained.body));
    const after = { effect: 'hold', grantIds: expect.arrayContaining([grant.id]), path: expect.any(Array) };
    const named = { toolId: server.reading.id, server: 'vault', tool: 'read_file' };
    expect(gained.body).toMatchObject({
      event: 'access_change',
      changed: ['groups'],
      agents: [{ agentId: agent.id, name: 'kim-bot', lost: [], gained: [{ ...named, before: null, after }] }],
    });
    seconds(3600);
    await members(group, [], [kim]);
    seconds(3600);
    await jml.deliver();
    const [lost] = await receipts.of(hr, kim.id);
    expect(lost?.body).toMatchObject({
      agents: [{ agentId: agent.id, gained: [], lost: [{ ...named, before: after, after: null }] }],
    });
  });
});
