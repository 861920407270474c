import { Logger } from '@nestjs/common';
import { afterEach, expect, it, vi } from 'vitest';
import { Metrics } from './metrics.js';

afterEach(() => vi.restoreAllMocks());

it('leaves out a figure that cannot be read now, says so once, and tells all others [telemetry.unread]', async () => {
  const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const metrics = new Metrics();
  let isBroken = true;
  const read = (): Promise<number> => (isBroken ? Promise.reject(new Error('no answer')) : Promise.resolve(7));
  metrics.gauge({ name: 'broken', help: 'Broken.' }, read);
  metrics.gauge({ name: 'fine', help: 'Fine.' }, () => 1);
  let servers = ['a', 'b'];
  metrics.gauge({ name: 'served', help: 'Served.', labelNames: ['server'] }, () =>
    servers.map((server) => ({ labels: { server }, value: 2 })),
  );
  for (let times = 0; times < 2; times++) {
    const text = await metrics.text();
    expect(text).not.toMatch(/^broken /m);
    expect(text).toMatch(/^fine 1$/m);
  }
  expect(warned).toHaveBeenCalledTimes(1);
  [isBroken, servers] = [false, ['b']];
  const text = await metrics.text();
  expect(text).toMatch(/^broken 7$/m);
  expect(text).toMatch(/^served\{server="b"\} 2$/m);
  expect(text).not.toContain('server="a"');
});
