import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { existingMajor, openHome, removeLeftovers } from './home.js';

let home: string;
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'surety-home-'));
});
afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

it('removes what killed starts left, and nothing else [embedded.half-made-cluster]', () => {
  const kept = ['pgdata-18', 'pg-bin-18.4.0-beta.17', 'pg.json', 'holders', 'postgres.log'];
  const left = ['pgdata-18.init-77-abcdef', 'init-0123456789ab', 'pg-bin-18.4.0-beta.17.part-77'];
  for (const name of [...kept, ...left]) fs.mkdirSync(path.join(home, name));
  removeLeftovers(home);
  expect(fs.readdirSync(home).toSorted()).toEqual(kept.toSorted());
});

it('takes only a finished cluster for one, and refuses to choose between two [embedded.major]', () => {
  const make = (name: string): void => {
    fs.mkdirSync(path.join(home, name));
    fs.writeFileSync(path.join(home, name, 'PG_VERSION'), '');
  };
  make('pgdata-18.init-77-abcdef');
  expect(existingMajor(home)).toBeUndefined();
  make('pgdata-17');
  expect(existingMajor(home)).toBe(17);
  make('pgdata-18');
  expect(() => existingMajor(home)).toThrow(/17 and 18|18 and 17/);
});

it('names the directory without symbolic links, as the server does on its command line [embedded.join]', () => {
  const link = path.join(home, 'link');
  fs.mkdirSync(path.join(home, 'real'));
  fs.symlinkSync('real', link);
  expect(openHome(link)).toBe(path.join(fs.realpathSync(home), 'real'));
});
