import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BEARER, openGateway } from '../support/mcp-world.js';
import { misdeeds } from '../support/misdeeds.js';
import { type Scripted, answer, startScripted } from '../support/scripted-upstream.js';

let good: Scripted;
let hostile: Scripted;
let elsewhere: Scripted;
let gateway: Awaited<ReturnType<typeof openGateway>>;

beforeAll(async () => {
  [good, hostile, elsewhere] = [await startScripted(), await startScripted(), await startScripted()];
  gateway = await openGateway([
    { name: 'good', url: good.url },
    { name: 'bad', url: hostile.url },
  ]);
});
beforeEach(async () => {
  for (const upstream of [good, hostile]) upstream.script = offers;
  gateway.servers.find(({ name }) => name === 'bad')!.limits = { callMs: 400, resultBytes: 256 * 1024 };
  for (const name of ['good', 'bad']) {
    await gateway.upstreams.drop(gateway.idOf(name));
    await gateway.discover(name);
    gateway.facts.allow(`${name} do`);
  }
  gateway.facts.intents.length = 0;
  gateway.facts.outcomes.length = 0;
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([good, hostile, elsewhere].map((upstream) => upstream.stop()));
});

const offers: Scripted['script'] = ({ id, method }, outgoing) =>
  method === 'tools/list' && answer(outgoing, id, { tools: [{ name: 'do', inputSchema: { type: 'object' } }] });

async function call(server: string) {
  const params = { name: `${server}__do`, arguments: {} };
  const said = await fetch(gateway.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${BEARER}`, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });
  return { status: said.status, json: (await said.json()) as { result?: object; error?: { code: number } } };
}
const p99 = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!;
async function measured(calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let nth = 0; nth < calls; nth++) {
    const begun = performance.now();
    const { json } = await call('good');
    expect(json.result).toBeDefined();
    times.push(performance.now() - begun);
  }
  return times;
}

type Deed = keyof ReturnType<typeof misdeeds>;
const deedOf = (name: Deed): Scripted['script'] => misdeeds(elsewhere.url)[name];
/** What the client hears of each, and what is recorded. */
const endings: Record<Deed, readonly [number, string]> = {
  hang: [-31504, 'timeout'],
  'hang in the midst of an answer': [-31504, 'timeout'],
  'drip headers': [-31504, 'timeout'],
  'reset the connection': [-31502, 'unknown'],
  'send huge headers': [-31502, 'unknown'],
  'answer with 500': [-31502, 'unknown'],
  'answer with 503': [-31502, 'upstream_unavailable'],
  'answer with 400 as nobody does who speaks the protocol': [-31502, 'upstream_unavailable'],
  'stream for ever and say nothing': [-31504, 'timeout'],
  'flood with empty lines': [-31504, 'timeout'],
  'flood with progress': [-31502, 'protocol_error'],
  'flood with changes of lists': [-31502, 'protocol_error'],
  'send an event without an end in small parts': [-31502, 'protocol_error'],
  'answer with 100 MB': [-31502, 'protocol_error'],
  'answer in parts of one byte': [-31502, 'protocol_error'],
  'answer with a compressed bomb': [-31502, 'protocol_error'],
  'answer another request': [-31502, 'protocol_error'],
  'answer with what is no JSON': [-31502, 'protocol_error'],
  'answer with what is no result': [-31502, 'protocol_error'],
  'answer with the result of another method': [-31502, 'protocol_error'],
  'answer with content of another form': [-31502, 'protocol_error'],
  'nest its answer too deep': [-31502, 'protocol_error'],
  'send us to a private address': [-31502, 'protocol_error'],
};
const deeds = Object.keys(endings) as Deed[];

describe('an upstream that', { timeout: 30_000 }, () => {
  it.each(deeds)('does this ends in a clear error and a record: %s [upstream.hostile]', async (deed) => {
    const [code, status] = endings[deed];
    const script = deedOf(deed);
    hostile.script = (message, ...rest) =>
      message.method === 'tools/call' ? script(message, ...rest) : offers(message, ...rest);
    expect(await call('bad')).toMatchObject({ status: 200, json: { error: { code } } });
    expect(gateway.facts.intents).toMatchObject([{ method: 'tools/call', decision: 'allow' }]);
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status }]);
    expect(elsewhere.connections).toBe(0);
    hostile.script = offers;
    expect(await call('bad')).toMatchObject({ json: { result: {} } }); // one misdeed shuts nobody out
  });

  it('does all of this at once does not slow down others [upstream.hostile.apart]', async () => {
    await measured(50);
    const alone = p99(await measured(200));
    // in this very process others pay for what a server does; `npm run bench:hostile` has each in a process of its own
    const scripts = deeds.filter((deed) => !/flood|parts|bomb/.test(deed)).map(deedOf);
    let nth = 0;
    hostile.script = (message, ...rest) =>
      message.method === 'tools/call' ? scripts[nth++ % scripts.length]!(message, ...rest) : offers(message, ...rest);
    let goOn = true;
    const attackers = Array.from({ length: 8 }, async () => {
      while (goOn) {
        await call('bad');
        await pause(20);
      }
    });
    const beside = p99(await measured(200));
    goOn = false;
    await Promise.all(attackers);
    process.stdout.write(
      `p99 of the good server: ${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside (× ${(beside / alone).toFixed(1)})\n`,
    );
    expect(beside).toBeLessThan(Math.max(1000, 10 * alone));
  });
});
