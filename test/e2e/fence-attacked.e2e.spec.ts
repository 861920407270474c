import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Fence, type FenceReplica } from '@app/fence';
import { LEASE, admits, openFenceHouse } from '../support/fence-house.js';
import { type Path, pathTo } from '../support/pg-proxy.js';

/*
 * The experiment of `npm run bench:fence` in small, without processes and HTTP: three replicas, callers that never rest,
 * a few leavers in each kind of trouble.
 */
let house: Awaited<ReturnType<typeof openFenceHouse>>;
const paths: Path[] = [];

beforeAll(async () => {
  house = await openFenceHouse();
});
afterEach(async () => {
  await house.stopReplicas();
  for (const path of paths.splice(0)) path.close();
});
afterAll(() => house.close());

async function fleet(): Promise<FenceReplica[]> {
  const replicas: FenceReplica[] = [];
  for (let i = 0; i < 3; i++) {
    const path = await pathTo(house.database.url);
    paths.push(path);
    replicas.push(await house.replica({ databaseUrl: path.url, fenceHeartbeatMs: 200 }));
  }
  return replicas;
}

type Trouble = Readonly<{ before?: (victim: Path | undefined) => void; after?: (victim: Path | undefined) => void }>;

/** @returns calls that were asked after somebody's leaving had returned, and how many of them were admitted */
async function leavers(count: number, { before, after }: Trouble, fence: Fence = house.fence) {
  const replicas = await fleet();
  const seen = { asked: 0, admitted: 0 };
  for (let i = 0; i < count; i++) {
    const id = await house.person();
    for (const replica of replicas) expect(admits(replica, id)).toBe(true);
    let state: 'here' | 'leaving' | 'left' | 'over' = 'here';
    const callers = replicas.map(async (replica) => {
      for (; state !== 'over'; await turn()) {
        const isAdmitted = admits(replica, id);
        if (state !== 'left') continue;
        seen.asked += 1;
        if (isAdmitted) seen.admitted += 1;
      }
    });
    before?.(paths.at(-1));
    state = 'leaving';
    await house.write((tx) => fence.restrict(tx, [id], 'suspended')).then(() => (state = 'left'));
    await pause(150);
    after?.(paths.at(-1));
    await pause(150);
    state = 'over';
    await Promise.all(callers);
    await expect.poll(() => replicas.every((replica) => replica.isFresh())).toBe(true);
  }
  expect(seen.asked).toBeGreaterThan(100 * count);
  return seen.admitted;
}

it.each<[string, number, Trouble]>([
  ['all is well', 10, {}],
  ['notifications are lost', 5, { before: () => paths.forEach((path) => path.deafen(true)) }],
  ['one replica is cut off', 2, { before: (victim) => victim?.cut(), after: (victim) => victim?.mend() }],
])('nobody is admitted after their leaving returned, when %s [fence.attacked]', async (_, count, trouble) => {
  expect(await leavers(count, trouble)).toBe(0);
});

it('and the experiment can fail: without the barrier it does [fence.attacked.control]', async () => {
  const never = { settled: () => Promise.resolve() };
  const unfenced = new Fence(never as unknown as ConstructorParameters<typeof Fence>[0]);
  const deaf = { before: () => paths.forEach((path) => path.deafen(true)) };
  expect(await leavers(3, deaf, unfenced)).toBeGreaterThan(0);
  expect(LEASE).toBeGreaterThan(200); // else the lease, and not the heartbeat, would have ended it
});
