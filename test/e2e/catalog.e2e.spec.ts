import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogModule, Health, type ToolDefinition, ToolDefinitionRow, Servers, Tools } from '@app/catalog';
import { Db } from '@app/database';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let nth = 0;

beforeAll(async () => {
  world = await openWorld(CatalogModule);
});
afterAll(() => world.close());

const servers = () => world.app.get(Servers);
const tools = () => world.app.get(Tools);
const register = async () =>
  (await servers().register(hr, { name: `server-${++nth}`, transport: 'http', url: 'http://127.0.0.1:1/mcp' })).id;
const tool = (over: Partial<ToolDefinition> = {}): ToolDefinition => ({
  name: 'read',
  description: 'Reads.',
  annotations: { readOnlyHint: true },
  ...over,
});
const head = async () => {
  const [{ seq }] = (await world.sql<{ seq: string }>('SELECT seq FROM fence')) as [{ seq: string }];
  return Number(seq);
};
const recorded = async () => {
  const [{ n }] = (await world.sql<{ n: string }>(
    'SELECT (SELECT count(*) FROM ledger_pending) + (SELECT count(*) FROM ledger_entry) AS n',
  )) as [{ n: string }];
  return Number(n);
};

describe('servers', () => {
  it('have one name each, also among ten who want it at once [catalog.server.unique]', async () => {
    const wanted = { name: 'wanted', transport: 'stdio', command: { program: 'npx', args: ['-y', 'x'] } } as const;
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => servers().register(hr, wanted)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.every(({ reason }) => reason.code === 'server.name-taken')).toBe(true);
    expect((await servers().list(hr)).filter(({ name }) => name === 'wanted')).toHaveLength(1);
  });

  it.each([
    [{ name: 'a__b', transport: 'http', url: 'http://127.0.0.1:1' }],
    [{ name: 'ok', transport: 'http', url: 'file:///etc/passwd' }],
    [{ name: 'ok', transport: 'http', url: 'http://user:secret@127.0.0.1' }],
    [{ name: 'ok', transport: 'stdio', command: { program: '', args: [] } }],
  ] as const)('are refused as %j [catalog.address]', (wanted) =>
    expect(servers().register(hr, wanted)).rejects.toMatchObject({ code: 'server.invalid' }),
  );
});

describe('tools', () => {
  it('are pinned once; the same again writes nothing [catalog.pin.idempotent]', async () => {
    const id = await register();
    const [pinned] = await tools().pin(hr, id, [tool()]);
    expect(pinned).toMatchObject({ name: 'read', risk: 'read', state: 'available' });
    const before = [await head(), await recorded()];
    expect(await tools().pin(hr, id, [tool()])).toEqual([pinned]);
    expect([await head(), await recorded()]).toEqual(before);
  });

  it('are held when their definition changes, until that very definition is approved [catalog.pin.held]', async () => {
    const id = await register();
    const [first] = await tools().pin(hr, id, [tool()]);
    const before = await head();
    const [held] = await tools().pin(hr, id, [tool({ description: 'Reads and sends.', annotations: {} })]);
    expect(held).toMatchObject({ id: first!.id, state: 'held', approvedHash: first!.definitionHash, risk: 'read' });
    expect(await head()).toBeGreaterThan(before);
    await expect(tools().approve(hr, first!.id, first!.definitionHash)).rejects.toMatchObject({
      code: 'tool.definition-changed',
    });
    const approved = await tools().approve(hr, first!.id, held!.definitionHash);
    expect(approved).toMatchObject({ state: 'available', approvedHash: held!.definitionHash, risk: 'unknown' });
    const kept = await world.app.get(Db).read(hr, (tx) => tx.findBy(ToolDefinitionRow, { toolId: first!.id }));
    expect(new Set(kept.map(({ definition }) => definition.description))).toEqual(
      new Set(['Reads.', 'Reads and sends.']),
    );
  });

  it('are available again when the approved definition is back [catalog.pin.held]', async () => {
    const id = await register();
    await tools().pin(hr, id, [tool()]);
    await tools().pin(hr, id, [tool({ description: 'other' })]);
    expect(await tools().pin(hr, id, [tool()])).toMatchObject([{ state: 'available' }]);
  });

  it('are removed when they are missing or not sound, and keep their id when they return [catalog.pin.removed]', async () => {
    const id = await register();
    const [first] = await tools().pin(hr, id, [tool()]);
    expect(await tools().pin(hr, id, [tool({ description: 'a\0b' })])).toMatchObject([{ state: 'removed' }]);
    expect(await tools().pin(hr, id, [tool()])).toMatchObject([{ id: first!.id, state: 'available' }]);
  });

  it('of a reading that was overtaken are held and never released by it [catalog.pin.overtaken]', async () => {
    const id = await register();
    await tools().pin(hr, id, [tool()]);
    const changed = { tool: [tool({ description: 'other' })] };
    const { version } = await world.app.get(Health).outset(id);
    await tools().pinReading(hr, id, changed, version);
    // somebody who began before, and saw it as it was
    const late = await tools().pinReading(hr, id, { tool: [tool()] }, version);
    expect(late).toMatchObject({ isOvertaken: true, tools: [{ state: 'held' }] });
    const { version: next } = await world.app.get(Health).outset(id);
    const again = await tools().pinReading(hr, id, { tool: [tool()] }, next);
    expect(again).toMatchObject({ isOvertaken: false, tools: [{ state: 'available' }] });
    const stale = await tools().pinReading(hr, id, changed, next);
    expect(stale).toMatchObject({ isOvertaken: true, tools: [{ state: 'held' }] });
  });

  it('that were hidden at the first look are held when they are shown [catalog.pin.hidden]', async () => {
    const id = await register();
    await tools().pinReading(hr, id, { tool: [], prompt: null });
    const later = await tools().pinReading(hr, id, { tool: [tool()], prompt: [{ name: 'greet' }], resource: [] });
    expect(later.tools).toMatchObject([
      { kind: 'tool', state: 'held', approvedHash: '' },
      { kind: 'prompt', state: 'held', approvedHash: '' },
    ]);
  });

  it('are pinned once by two who read at the same time [catalog.pin.idempotent]', async () => {
    const id = await register();
    const all = Array.from({ length: 30 }, (_, i) => tool({ name: `t${i}` }));
    const both = await Promise.all([tools().pin(hr, id, all), tools().pin(hr, id, all)]);
    expect(both.map(({ length }) => length)).toEqual([30, 30]);
    expect((await tools().list(hr)).filter(({ serverId }) => serverId === id)).toHaveLength(30);
  });

  it('of an unknown server are refused [catalog.server.unique]', () =>
    expect(tools().pin(hr, '00000000-0000-7000-8000-00000000dead', [])).rejects.toMatchObject({
      code: 'server.unknown',
    }));
});
