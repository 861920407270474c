import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Targets, hostileRequests, hugeRequests } from '../support/scim-hostile.js';
import { type ScimServer, openScimServer } from '../support/scim-server.js';
import type { ScimWire, WireAnswer, WireRequest } from '../support/scim-wire.js';

/**
 * What must hold whatever is sent. How long a request may keep the server from others is measured apart, on a machine
 * of its own (`npm run bench:scim-hostile`): a test has no time limits.
 */
const REQUESTS = 10_000;
const AT_ONCE = 12;
const MIB = 2 ** 20;
/** By when a run hangs; not a measure of anything. */
const HANGS = 600_000;

let server: ScimServer;
let wire: ScimWire;
let targets: Targets;
beforeAll(async () => {
  server = await openScimServer();
  ({ wire } = await server.source('lenient'));
  const user = await wire.made('/Users', {
    userName: 'target',
    emails: [{ value: 'a@x', type: 'work' }],
    ims: [{ value: 'i' }],
  });
  targets = { user, group: await wire.made('/Groups', { displayName: 'target', members: [{ value: user }] }) };
});
afterAll(async () => {
  await wire?.close();
  await server?.close();
});

/** What is really held, after everything that nobody needs was given back. */
function held(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** The most that the process ever had at once, in MiB. */
const peak = (): number => process.resourceUsage().maxRSS / 1024;

const told = ({ method = 'GET', path, raw }: WireRequest, { status, text }: WireAnswer): string =>
  `${method} ${path.slice(0, 300)} ${typeof raw === 'string' ? raw.slice(0, 600) : ''} answered ${status} ${text.slice(0, 300)}`;

async function expectAlive(): Promise<void> {
  const answer = await wire.send({ path: `/Groups/${targets.group}` });
  expect([200, 404]).toContain(answer.status);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}

// first, while the process has not yet had much: only then does its peak tell what one request takes
describe('a request as large as it may be, or larger', () => {
  it.each(Object.entries(hugeRequests))(
    '(%s) is answered, and nothing of it is kept [scim.hostile]',
    { timeout: HANGS },
    async (_, make) => {
      const request = make(targets);
      const [before, highest] = [held(), peak()];
      const answer = await wire.send(request);
      expect(answer.status < 500 || told(request, answer)).toBe(true);
      expect(peak() - highest).toBeLessThan(600);
      expect((held() - before) / MIB).toBeLessThan(100);
      await expectAlive();
    },
  );
});

it(
  `answers ${REQUESTS} generated requests without one fault of its own, and keeps nothing of them [scim.hostile]`,
  { timeout: HANGS },
  async () => {
    const requests = hostileRequests(REQUESTS, targets, 20_261_121);
    expect(new Set(requests.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(9);
    const [before, highest] = [held(), peak()];
    const faults: string[] = [];
    const seen = new Map<number, number>();
    const waiting = requests.values();
    const client = async (): Promise<void> => {
      for (const request of waiting) {
        const answer = await wire.send(request);
        seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
        if (answer.status >= 500) faults.push(told(request, answer));
        const isScim = String(answer.headers['content-type'] ?? '').startsWith('application/scim+json');
        if (answer.status >= 400 && !isScim) faults.push(`not in SCIM's words: ${told(request, answer)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    expect(faults).toEqual([]);
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
    expect(seen.get(429)).toBeUndefined(); // what is turned away unread shows nothing
    expect(peak() - highest).toBeLessThan(600);
    expect((held() - before) / MIB).toBeLessThan(100);
    await expectAlive();
  },
);
