import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { Call, Ending } from '../call.js';
import { McpGateway } from '../mcp-gateway.js';
import type { House } from '../house.js';
import { CallMetrics } from './call-metrics.js';

const answer = { status: 200, headers: {}, body: null };
const call = (server: string, tool: string, over: Partial<Call> = {}): Call =>
  ({
    target: { server, kind: 'tool', tool, args: {}, params: {} },
    decision: { effect: 'allow', code: 'allowed', tool: { id: 'id' } },
    token: { personId: null },
    arrived: 0,
    sent: false,
    ...over,
  }) as unknown as Call;
const counted = async (metrics: Registry): Promise<string[]> =>
  (await metrics.metrics()).split('\n').filter((line) => line.startsWith('surety_calls_total{'));

function opened() {
  const registry = new Registry();
  return { registry, metrics: new CallMetrics({ registry }) };
}

it('counts tools beyond the thousandth together, and each call once [telemetry.bounded.tools]', async () => {
  const { registry, metrics } = opened();
  for (let number = 0; number < 1_500; number++) metrics.ended(call('files', `tool-${number}`), { answer });
  const lines = await counted(registry);
  expect(lines.length).toBe(1_001);
  expect(lines.find((line) => line.includes('tool="other"'))).toMatch(/server="files".* 500$/);
});

it('keeps tools of one name apart by their servers, and servers beyond the two hundredth together [telemetry.bounded.servers]', async () => {
  const { registry, metrics } = opened();
  for (let number = 0; number < 300; number++) metrics.ended(call(`server-${number}`, 'do'), { answer });
  const lines = await counted(registry);
  expect(lines.length).toBe(201);
  expect(lines.find((line) => line.includes('server="other"'))).toMatch(/tool="do".* 100$/);
});

it('takes no code of an upstream for a label, however many it makes up [telemetry.bounded.codes]', async () => {
  const { registry, metrics } = opened();
  for (let number = 0; number < 1_000; number++) {
    metrics.ended(call('files', 'do', { sent: true, outcome: 'protocol_error' }), { answer, fault: String(-number) });
    metrics.ended(call('files', 'do'), { answer, refused: `code-${number}` });
  }
  const lines = await counted(registry);
  expect(lines.filter((line) => line.includes('code="allowed"'))).toHaveLength(1);
  expect(lines.length).toBe(101);
  expect(lines.find((line) => line.includes('code="other"'))).toMatch(/decision="deny".* 901$/);
});

it('never has more than so many series, and still counts every call [telemetry.bounded.series]', async () => {
  const { registry, metrics } = opened();
  for (let tool = 0; tool < 1_000; tool++) {
    for (let code = 0; code < 12; code++) {
      metrics.ended(call('files', `tool-${tool}`), { answer, refused: `code-${code}` });
    }
  }
  const lines = await counted(registry);
  expect(lines.length).toBeLessThanOrEqual(10_012);
  const counts = lines.map((line) => Number(line.slice(line.lastIndexOf(' '))));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12_000);
});

it('a fault in counting changes no answer [telemetry.harmless]', async () => {
  const broken = (): never => {
    throw new Error('broken');
  };
  const ended: Ending = { answer: { status: 200, headers: {}, body: 'fine' } };
  const house = { clock: { now: () => new Date() } } as unknown as House;
  const heard: Ending[] = [];
  const watches = [{ begun: broken, ended: broken }, { ended: (_: Call, ending: Ending) => void heard.push(ending) }];
  const gateway = new McpGateway(house, [{ name: 'only', run: () => ended }], watches);
  expect(await gateway.handle({} as never)).toEqual(ended.answer);
  expect(heard).toEqual([ended]);
});
