import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AccessIndex,
  AccessIndexModule,
  AccessModule,
  AgentGrants,
  DefinitionChanges,
  Profiles,
  alone,
} from '@app/access';
import { AgentsModule } from '@app/agents';
import { Approvals, CatalogModule, Servers, type ToolDefinition, type ToolRow, Tools, Variants } from '@app/catalog';
import { DirectoryModule } from '@app/directory';
import { newId } from '@app/kernel';
import { as, hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
const get = <T>(type: abstract new (...parts: never[]) => T): T => world.app.get(type as never, { strict: false });

beforeAll(async () => {
  world = await openWorld(CatalogModule, DirectoryModule, AgentsModule, AccessModule, AccessIndexModule);
});
afterAll(() => world.close());

const charge = (over: Partial<ToolDefinition> = {}): ToolDefinition => ({
  name: 'charge',
  description: 'Charges.',
  inputSchema: {
    type: 'object',
    properties: { amount: { type: 'number' }, to: { type: 'string' } },
    required: ['amount'],
  },
  annotations: { readOnlyHint: true },
  ...over,
});
const withoutTo = { inputSchema: { type: 'object', properties: { amount: { type: 'number' } } } };
const small = {
  description: 'Charges up to 5 to us.',
  arguments: { amount: { bound: { max: 5 } }, to: { fix: 'us' } },
};

/** A server with one tool, its owner, and an agent that may use it for `to` beginning with A, as its owner may. */
async function setting() {
  const owner = await world.person(`owner-${newId()}`);
  const { id } = await get(Servers).register(hr, {
    name: `s-${newId().slice(-12)}`,
    transport: 'http',
    url: 'http://127.0.0.1:1/mcp',
    ownerId: owner.id,
  });
  const [tool] = (await get(Tools).pin(hr, id, [charge()])) as [ToolRow];
  const name = (await get(Servers).list(hr)).find((server) => server.id === id)!.name;
  const agent = await world.runningAgent(owner, { deputyId: (await world.person(`deputy-${newId()}`)).id });
  const condition = { arg: 'to', op: 'prefix', value: 'A' } as const;
  const { id: profileId } = await get(Profiles).create(hr, `profile-${newId()}`);
  const grant = async (toolId: string, only: typeof condition | null = condition) => {
    await get(Profiles).grant(hr, profileId, { toolId, effect: 'allow', condition: only });
    await get(AgentGrants).give(hr, { agentId: agent.id, toolId, effect: 'allow', condition: null });
  };
  await get(Profiles).assign(hr, profileId, { personId: owner.id });
  await grant(tool.id);
  const pin = (...definitions: ToolDefinition[]) => get(Tools).pin(hr, id, definitions);
  const decide = (args: unknown, toolName = 'charge') =>
    get(AccessIndex).decide({ ...alone(agent.id), serverName: name, toolName, args, at: world.clock.now() });
  const row = async (toolId: string) => (await get(Tools).list(hr)).find((each) => each.id === toolId)!;
  return { id, owner, agent, tool, grant, pin, decide, row };
}

describe('a changed definition', () => {
  it('carries grants over only when somebody says so, and only those that fit [catalog.approve.carry-over]', async () => {
    const { tool, pin, decide, row } = await setting();
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'allowed' });
    await pin(charge({ description: 'Charges at once.' }));
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'definition_changed' });
    const { definitionHash: hash } = await row(tool.id);
    const changes = await get(DefinitionChanges).of(hr, tool.id);
    expect(changes.grants).toMatchObject([
      { isCurrent: true, fault: null },
      { isCurrent: true, fault: null },
    ]);
    await get(DefinitionChanges).approve(hr, tool.id, { hash, reason: 'harmless', carryOver: true });
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'allowed' });
    expect((await row(tool.id)).acceptedHashes).toEqual([tool.approvedHash, hash]);

    await pin(charge({ description: 'Charges later.' }));
    const third = (await row(tool.id)).definitionHash;
    await get(DefinitionChanges).approve(hr, tool.id, { hash: third, reason: 'look at every grant anew' });
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'definition_changed' });
    expect((await row(tool.id)).acceptedHashes).toEqual([third]);
  });

  it('is shown with every field that agents are shown [catalog.changes.whole]', async () => {
    const { tool, pin } = await setting();
    await pin(charge({ description: 'other', title: 'Always call this first.' }));
    const { pending } = await get(DefinitionChanges).of(hr, tool.id);
    expect(pending!.differences.map(({ place }) => place)).toEqual(['description', 'title']);
  });

  it('that grants do not fit is carried over only when that is accepted, and they permit nothing [catalog.approve.unfit]', async () => {
    const { tool, pin, decide, row } = await setting();
    await pin(charge(withoutTo));
    const { definitionHash: hash } = await row(tool.id);
    const { grants, pending } = await get(DefinitionChanges).of(hr, tool.id);
    expect(grants.filter(({ fault }) => fault !== null)).toMatchObject([{ holder: 'profile' }]);
    expect(pending!.differences).toMatchObject([
      { place: 'inputSchema.properties.to' },
      { place: 'inputSchema.required' },
    ]);
    const approval = { hash, reason: 'x', carryOver: true };
    await expect(get(DefinitionChanges).approve(hr, tool.id, approval)).rejects.toMatchObject({
      code: 'tool.grants-unfit',
    });
    expect((await row(tool.id)).state).toBe('held');
    await get(DefinitionChanges).approve(hr, tool.id, { ...approval, acceptUnfit: true });
    expect(decide({ amount: 1 })).toMatchObject({ effect: 'deny', code: 'condition_unmet' });
  });

  it('is decided on by the owner of the server, an administrator or the house, with a reason kept [catalog.approve.responsible]', async () => {
    const { tool, pin, owner, row } = await setting();
    const stranger = await world.person(`stranger-${newId()}`);
    await pin(charge({ description: 'other' }));
    const { definitionHash: hash } = await row(tool.id);
    const decision = { hash, reason: 'because' };
    for (const verb of [
      () => get(DefinitionChanges).approve(as(stranger), tool.id, decision),
      () => get(Approvals).refuse(as(stranger), tool.id, decision),
      () => get(Approvals).correctRisk(as(stranger), tool.id, { risk: 'read', reason: 'x' }),
      () => get(Tools).describe(as(stranger), tool.id, { cost: 2 }),
      () => get(Variants).create(as(stranger), tool.id, { name: 'v', variant: { arguments: {} }, reason: 'x' }),
    ]) {
      await expect(verb()).rejects.toMatchObject({ code: 'server.not-yours' });
    }
    const seen = async (...asked: [ReturnType<typeof as>, boolean?]) =>
      (await get(DefinitionChanges).of(asked[0], tool.id, asked[1])).grants.length;
    expect([await seen(as(stranger)), await seen(as(owner)), await seen(as(stranger), true)]).toEqual([0, 2, 2]);
    const refused = await get(Approvals).refuse(as(owner), tool.id, decision);
    expect(refused).toMatchObject({ state: 'held', refusedHash: hash });
    expect((await get(DefinitionChanges).of(hr, tool.id)).pending).toMatchObject({ isRefused: true });
    await pin(charge({ description: 'other' }));
    expect(await row(tool.id)).toMatchObject({ state: 'held', refusedHash: hash });
    await get(DefinitionChanges).approve(as(stranger), tool.id, { ...decision, isAdmin: true });
    expect(await row(tool.id)).toMatchObject({ state: 'available', refusedHash: null });
    await expect(get(Approvals).refuse(as(owner), tool.id, decision)).rejects.toMatchObject({ code: 'tool.no-change' });
    const types = (await world.ledger()).filter(({ subject }) => subject === tool.id).map(({ type }) => type);
    expect(types.map((type) => type.replace(/^.*?tool\./, 'tool.'))).toEqual(
      expect.arrayContaining(['tool.changed', 'tool.refused', 'tool.approved']),
    );
  });
});

it('the class that people gave stays, whatever the annotations say later [catalog.risk.people]', async () => {
  const { tool, pin, row } = await setting();
  await get(Approvals).correctRisk(hr, tool.id, { risk: 'destructive', reason: 'it moves money' });
  await pin(charge({ annotations: { readOnlyHint: true, title: 'safe' } }));
  expect(await row(tool.id)).toMatchObject({ state: 'held', risk: 'destructive' });
  const hash = (await row(tool.id)).definitionHash;
  await get(DefinitionChanges).approve(hr, tool.id, { hash, reason: 'ok', carryOver: true });
  expect(await row(tool.id)).toMatchObject({ risk: 'destructive', riskReason: 'it moves money' });
});

it('a class that people give goes on to variants that had it from their tool [catalog.risk.variants]', async () => {
  const { tool, row } = await setting();
  const made = (name: string) => get(Variants).create(hr, tool.id, { name, variant: small, reason: 'x' });
  const [heir, other] = [await made('heir'), await made('other')];
  await get(Approvals).correctRisk(hr, other.id, { risk: 'write', reason: 'small' });
  await get(Approvals).correctRisk(hr, tool.id, { risk: 'destructive', reason: 'it moves money' });
  expect(await row(heir.id)).toMatchObject({ risk: 'destructive', riskReason: 'it moves money' });
  expect(await row(other.id)).toMatchObject({ risk: 'write', riskReason: 'small' });
});

describe('a safe variant', () => {
  it('is approved only as what its tool makes of it now [catalog.variant.obsolete]', async () => {
    const { tool, pin, row } = await setting();
    const made = await get(Variants).create(hr, tool.id, { name: 'charge_small', variant: small, reason: 'x' });
    const approve = async () =>
      get(DefinitionChanges).approve(hr, tool.id, { hash: (await row(tool.id)).definitionHash, reason: 'x' });
    await pin(charge({ outputSchema: { type: 'object' } }));
    await approve();
    const { definitionHash: hash, state } = await row(made.id);
    expect(state).toBe('held');
    await pin(charge({ inputSchema: { type: 'object', properties: { sum: { type: 'number' } } } }));
    await approve(); // neither of its arguments is there any more
    await expect(get(DefinitionChanges).approve(hr, made.id, { hash, reason: 'x' })).rejects.toMatchObject({
      code: 'variant.invalid',
    });
    expect((await row(made.id)).state).toBe('held');
  });

  it('is a tool of its own: neither gives the other, and what stops the base stops it [catalog.variant.own]', async () => {
    const { tool, grant, pin, decide, row } = await setting();
    const made = await get(Variants).create(hr, tool.id, { name: 'charge_small', variant: small, reason: 'for bots' });
    expect(made).toMatchObject({ variantOf: tool.id, state: 'available', risk: 'read' });
    expect(decide({ amount: 1 }, 'charge_small')).toMatchObject({ code: 'agent_no_grant' });
    await grant(made.id, null);
    expect(decide({ amount: 1 }, 'charge_small')).toMatchObject({ code: 'allowed' });
    await pin(charge());
    expect((await row(made.id)).state).toBe('available');

    await pin(charge({ description: 'other' }));
    expect((await row(made.id)).state).toBe('held');
    expect(decide({ amount: 1 }, 'charge_small').effect).toBe('deny');
    await pin();
    expect(decide({ amount: 1 }, 'charge_small').effect).toBe('deny');
    await pin(charge());
    expect(await row(made.id)).toMatchObject({ state: 'available' });
    expect(decide({ amount: 1 }, 'charge_small')).toMatchObject({ code: 'allowed' });
  });

  it('waits for its own approval when its tool is approved as something else [catalog.variant.follows]', async () => {
    const { tool, grant, pin, decide, row } = await setting();
    const made = await get(Variants).create(hr, tool.id, { name: 'charge_small', variant: small, reason: 'x' });
    await grant(made.id, null);
    const amount = { type: 'number', description: 'in cents' };
    await pin(charge({ inputSchema: { type: 'object', properties: { amount, to: { type: 'string' } } } }));
    await expect(
      get(DefinitionChanges).approve(hr, made.id, { hash: 'a'.repeat(64), reason: 'x' }),
    ).rejects.toMatchObject({ code: 'tool.definition-changed' });
    await get(DefinitionChanges).approve(hr, tool.id, { hash: (await row(tool.id)).definitionHash, reason: 'x' });
    const held = await row(made.id);
    expect(held).toMatchObject({ state: 'held', approvedHash: made.approvedHash });
    expect(held.definitionHash).not.toBe(made.definitionHash);
    await get(DefinitionChanges).approve(hr, made.id, { hash: held.definitionHash, reason: 'x', carryOver: true });
    expect(decide({ amount: 1 }, 'charge_small')).toMatchObject({ code: 'allowed' });

    await pin(charge(withoutTo));
    await get(DefinitionChanges).approve(hr, tool.id, { hash: (await row(tool.id)).definitionHash, reason: 'x' });
    expect((await row(made.id)).state).toBe('held'); // what it fixes is gone
    const { definitionHash: hash } = await row(made.id);
    expect(await get(DefinitionChanges).approve(hr, made.id, { hash, reason: 'x' })).toMatchObject({ state: 'held' });
  });

  it('keeps its name when the server comes to use it, and its removal is for good [catalog.variant.name]', async () => {
    const { tool, pin, row } = await setting();
    const made = await get(Variants).create(hr, tool.id, { name: 'charge_small', variant: small, reason: 'x' });
    const again = { name: 'charge_small', variant: small, reason: 'x' };
    await expect(get(Variants).create(hr, tool.id, again)).rejects.toMatchObject({ code: 'tool.name-taken' });
    await expect(get(Variants).create(hr, made.id, { ...again, name: 'w' })).rejects.toMatchObject({
      code: 'tool.is-variant',
    });
    const bad = { ...again, name: 'w', variant: { arguments: { amount: { remove: true } } } as const };
    await expect(get(Variants).create(hr, tool.id, bad)).rejects.toMatchObject({ code: 'variant.invalid' });
    const tools = await pin(charge(), { ...charge(), name: 'charge_small' });
    expect(tools.filter(({ name }) => name === 'charge_small')).toMatchObject([{ id: made.id, variantOf: tool.id }]);
    await expect(get(Variants).remove(hr, tool.id, { reason: 'x' })).rejects.toMatchObject({
      code: 'tool.not-variant',
    });
    await get(Variants).remove(hr, made.id, { reason: 'x' });
    await pin(charge({ description: 'other' }));
    await pin(charge());
    expect((await row(made.id)).state).toBe('removed');
  });
});

describe('a server', () => {
  it('that is disabled is called by nobody, and comes back with what was granted [catalog.server.disabled]', async () => {
    const { id, decide } = await setting();
    await get(Servers).turn(hr, id, 'disabled', 'incident');
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'server_disabled' });
    await get(Servers).turn(hr, id, 'active', 'over');
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'allowed' });
  });

  it('that is reached elsewhere keeps no approval unless that is said [catalog.server.elsewhere]', async () => {
    const { id, tool, pin, decide, row, grant } = await setting();
    const made = await get(Variants).create(hr, tool.id, { name: 'charge_small', variant: small, reason: 'x' });
    await grant(made.id, null);
    const to = (port: number) => ({ transport: 'http', url: `http://127.0.0.1:${port}/mcp` }) as const;
    await get(Servers).change(hr, id, { address: to(1), reason: 'the same' });
    await get(Servers).change(hr, id, { address: to(2), keepApprovals: true, reason: 'ours too' });
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'allowed' });

    await get(Servers).change(hr, id, { address: to(3), reason: 'moved' });
    const isHeld = () => {
      expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'definition_changed' });
      expect(decide({ amount: 1 }, 'charge_small').effect).toBe('deny');
    };
    isHeld();
    await pin(charge()); // whoever is there says the same
    isHeld();
    await pin();
    await pin(charge());
    isHeld();
    const { definitionHash: hash } = await row(tool.id);
    expect((await get(DefinitionChanges).of(hr, tool.id)).pending).toMatchObject({ from: null, to: hash });
    await get(DefinitionChanges).approve(hr, tool.id, { hash, reason: 'it is ours' });
    expect(decide({ amount: 1, to: 'A' })).toMatchObject({ code: 'allowed' });
    expect(decide({ amount: 1 }, 'charge_small')).toMatchObject({ code: 'allowed' });
    const said = (await world.ledger()).filter(({ subject }) => subject === tool.id).map(({ type }) => type);
    expect(said.some((type) => type.endsWith('tool.approval-forgotten'))).toBe(true);
  });

  it('is described by people, within bounds [catalog.server.notes]', async () => {
    const { id, owner } = await setting();
    const said = {
      environment: 'production',
      classification: 'restricted',
      tags: ['b', 'a', 'a'],
      recheckSeconds: 0,
    } as const;
    const changed = await get(Servers).change(hr, id, { ...said, reason: 'x' });
    expect(changed).toMatchObject({ ...said, tags: ['a', 'b'], ownerId: owner.id });
    for (const tag of ['', 'Ａ', 'a b', 'a'.repeat(65), 'pаy', '-a']) {
      await expect(get(Servers).change(hr, id, { tags: [tag], reason: 'x' })).rejects.toMatchObject({
        code: 'server.invalid',
      });
    }
    const nobody = '00000000-0000-7000-8000-00000000dead';
    await expect(get(Servers).change(hr, id, { ownerId: nobody, reason: 'x' })).rejects.toMatchObject({
      code: 'person.unknown',
    });
    await expect(get(Servers).change(hr, nobody, { reason: 'x' })).rejects.toMatchObject({ code: 'server.unknown' });
  });
});
