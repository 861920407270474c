import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lock } from './lock.js';
import { ownIdentity } from './process-identity.js';

let directory: string;
let file: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'surety-lock-'));
  file = path.join(directory, 'start.lock');
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

it('lets one in at a time, and leaves nothing behind [embedded.start-lock]', async () => {
  let inside = 0;
  const seen: number[] = [];
  const visit = async (): Promise<void> => {
    const release = await lock(file);
    seen.push(++inside);
    await pause(5);
    inside--;
    release();
  };
  await Promise.all([visit(), visit(), visit()]);
  expect(seen).toEqual([1, 1, 1]);
  expect(fs.readdirSync(directory)).toEqual([]);
});

it('does not wait for an owner whose pid now belongs to another process [embedded.start-lock]', async () => {
  const [pid, , place] = ownIdentity().split('_');
  fs.writeFileSync(file, `0123456789ab ${pid}_1_${place}`);
  const release = await lock(file);
  expect(fs.readFileSync(file, 'utf8')).toContain(ownIdentity());
  release();
});

it('a late release does not free the lock of the next owner [embedded.start-lock]', async () => {
  const release = await lock(file);
  fs.writeFileSync(file, 'ffffffffffff somebody-else');
  release();
  expect(fs.readFileSync(file, 'utf8')).toBe('ffffffffffff somebody-else');
});
