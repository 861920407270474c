import { expect, it } from 'vitest';
import { defaultDataDir } from './data-dir.js';

const home = { HOME: '/home/ada' };

it.each([
  ['an ordinary user', home, 1000, 'linux', '/home/ada/.local/share/surety'],
  ['XDG_DATA_HOME', { ...home, XDG_DATA_HOME: '/data' }, 1000, 'linux', '/data/surety'],
  ['a relative XDG_DATA_HOME', { ...home, XDG_DATA_HOME: 'data' }, 1000, 'linux', '/home/ada/.local/share/surety'],
  ['an empty XDG_DATA_HOME', { ...home, XDG_DATA_HOME: '' }, 1000, 'linux', '/home/ada/.local/share/surety'],
  ['macOS', { ...home, XDG_DATA_HOME: '/data' }, 501, 'darwin', '/home/ada/Library/Application Support/Surety'],
  ['root, whose home is closed to the server', { HOME: '/root' }, 0, 'linux', '/var/lib/surety'],
  ['SURETY_DATA_DIR, before all else', { ...home, SURETY_DATA_DIR: '/srv/surety' }, 0, 'linux', '/srv/surety'],
] as const)('%s decides where the data lie [embedded.data-dir]', (_, env, uid, platform, expected) => {
  expect(defaultDataDir(env, uid, platform)).toBe(expected);
});

it('names the setting that helps when there is no home [embedded.data-dir]', () => {
  expect(() => defaultDataDir({}, 1000, 'linux')).toThrow('SURETY_DATA_DIR');
});
