import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { makeZombie } from '../../../../test/support/zombie.js';
import { factsFromPs, processFacts } from './process-facts.js';

const hasPs = (() => {
  try {
    return execFileSync('ps', ['-p', `${process.pid}`]).length > 0;
  } catch {
    return false;
  }
})();
const readers = [
  ['the process table', processFacts],
  ...(hasPs && process.platform === 'linux' ? [['ps, as on macOS', factsFromPs] as const] : []),
] as const;

it.each(readers)('%s tells a live process, its directory and its start [embedded.stale-pid-file]', (_, factsOf) => {
  const directory = '/srv/Application Support/pgdata-18';
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', directory], { stdio: 'ignore' });
  try {
    const facts = factsOf(child.pid!);
    expect(facts?.runsOn(directory)).toBe(true);
    expect(facts?.runsOn(directory.slice(0, -1))).toBe(false);
    expect(Number(facts?.started)).toBeGreaterThan(0);
    expect(factsOf(child.pid!)?.started).toBe(facts?.started);
  } finally {
    child.kill('SIGKILL');
  }
});

it.each(readers)(
  '%s takes neither a zombie nor a dead process for a live one [embedded.stale-pid-file]',
  async (_, factsOf) => {
    const { pid: zombie, parent } = await makeZombie();
    await expect.poll(() => factsOf(zombie)).toBeUndefined();
    expect(() => process.kill(zombie, 0)).not.toThrow(); // it is still there
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(factsOf(parent.pid!)).toBeUndefined();
  },
);
