import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyInto, findPackage, linkLibraries } from './npm-package.js';

const run = promisify(execFile);
let temporary: string;
beforeEach(() => {
  temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'surety-package-'));
});
afterEach(() => fs.rmSync(temporary, { recursive: true, force: true }));

const native = findPackage();

it.skipIf(native === undefined)(
  'makes the library links that npm leaves out with --ignore-scripts [embedded.ignore-scripts]',
  async () => {
    const unlinked = path.join(temporary, 'package/native');
    const filter = (file: string): boolean => !fs.lstatSync(file).isSymbolicLink();
    fs.cpSync(native!, unlinked, { recursive: true, filter });
    const version = (): Promise<{ stdout: string }> => run(path.join(unlinked, 'bin/postgres'), ['-V']);

    await expect(version()).rejects.toThrow('shared librar');
    linkLibraries(unlinked);
    expect((await version()).stdout).toContain('PostgreSQL');
    linkLibraries(unlinked); // a second time changes nothing
    expect((await version()).stdout).toContain('PostgreSQL');
  },
);

it('copies the binaries once, open to other accounts whatever their modes were [embedded.private-checkout]', () => {
  const home = fs.mkdtempSync(path.join(temporary, 'home-'));
  const source = path.join(temporary, 'closed/native');
  fs.mkdirSync(path.join(source, 'bin'), { recursive: true, mode: 0o700 });
  fs.writeFileSync(path.join(source, 'bin/postgres'), '', { mode: 0o700 });
  fs.writeFileSync(path.join(source, 'share'), '', { mode: 0o600 });
  fs.writeFileSync(path.join(source, '../package.json'), '{"version":"18.4.0-beta.17"}');

  const copy = copyInto(home, source);
  const modes = ['.', 'bin', 'bin/postgres', 'share'].map((name) => fs.statSync(path.join(copy, name)).mode & 0o777);
  expect(modes).toEqual([0o755, 0o755, 0o755, 0o644]);
  const made = fs.statSync(copy).ino;
  expect(fs.statSync(copyInto(home, source)).ino).toBe(made);
});
