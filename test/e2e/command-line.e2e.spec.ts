import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suretyCommand } from '../../apps/cli/src/demo/surety-command.js';
import { freshDatabase } from '../support/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let environment: Record<string, string>;
const scratch = mkdtempSync(path.join(tmpdir(), 'surety-cli-'));

beforeAll(async () => {
  database = await freshDatabase();
  environment = {
    SURETY_DATABASE_URL: database.url,
    SURETY_MASTER_KEY: Buffer.alloc(32, 3).toString('base64'),
    SURETY_PORT: '0',
  };
});
afterAll(async () => {
  await database.drop();
  rmSync(scratch, { recursive: true });
});

/** The built program, as its users run it. */
const surety = (args: string[], over: Record<string, string> = {}) =>
  suretyCommand(path.resolve('dist/apps/cli/src/main.js'), args, { ...environment, ...over });

describe('surety', () => {
  it('boots what was built, which tests of the sources cannot prove [build.boots]', async () => {
    expect(await surety(['start', '--check'])).toMatchObject({ code: 0, output: 'Everything starts.\n' });
  });

  it.each([
    [['--help'], /start.*demo.*migrate.*config.*verify/s],
    [['verify', '--help'], /--key/],
    [['--help'], /Exit codes:/],
  ])('%j explains itself [cli.help]', async (args, said) => {
    const { code, output } = await surety(args);
    expect(code).toBe(0);
    expect(output).toMatch(said);
  });

  it.each([
    [['fly'], {}, /unknown command/],
    [['verify'], {}, /required/],
    [['verify', 'README.md', '--key', 'LICENSE'], {}, /is no verifier key/],
    [['start', '--check'], { SURETY_PORT: 'abc' }, /^SURETY_PORT must be/],
    [['start', 'gateway', '--check'], {}, /^SURETY_PUBLIC_URL must be set/m],
    [['start', '--check'], { SURETY_HOST: '0.0.0.0' }, /^SURETY_PUBLIC_URL must be set/m],
  ])('%j with %j is refused with exit 2 and a sentence [cli.usage]', async (args, over, said) => {
    const { code, errors } = await surety(args, over);
    expect(errors).toMatch(said);
    expect(code).toBe(2);
  });

  it('runs the roles apart when they agree on an address [cli.roles]', async () => {
    const apart = { SURETY_PUBLIC_URL: 'http://surety.test' };
    for (const role of ['api', 'gateway', 'worker']) {
      expect(await surety(['start', role, '--check'], apart)).toMatchObject({ code: 0 });
    }
  });

  it('ends with exit 1 when it cannot listen, and leaves nothing running [cli.start-fails]', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { code, errors } = await surety(['start'], { SURETY_PORT: port });
    taken.close();
    expect(errors).toContain('EADDRINUSE');
    expect(code).toBe(1);
  });

  it('prints its settings without secrets, and migrates only once [cli.config]', async () => {
    const places = 'https://bucket.example/x?sig=planted-secret witness+https://user:planted-secret@w.example/';
    const { output } = await surety(['config'], { SURETY_LEDGER_ANCHORS: places });
    expect(output).toMatch(/SURETY_DATABASE_URL\s+\(set, hidden\)/);
    expect(output).not.toContain('planted-secret');
    expect(output).not.toContain(database.url);
    expect(await surety(['migrate'])).toMatchObject({ code: 0, output: 'Nothing to do.\n' });
  });

  it('exports a pack that it verifies, and tells a wrong key apart [cli.export]', async () => {
    const link = await surety(['bootstrap-admin', 'root@example.com']);
    expect(link.output).toMatch(/^http:.*\/sign-in#\S+\n$/);
    const pack = path.join(scratch, 'pack.zip');
    expect(await surety(['export', 'evidence-pack', pack])).toMatchObject({ code: 0 });
    const stranger = 'surety.example/audit+b308c1b3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4';
    const key = path.join(scratch, 'key');
    writeFileSync(key, stranger);
    expect(await surety(['verify', pack, '--key', key])).toMatchObject({ code: 12 });
    for (const args of [
      [pack, '--key', stranger.replace('b308', '0000')],
      [pack, '--key', key, '--since', path.join(scratch, 'none')],
      [path.join(scratch, 'none.zip'), '--key', key],
      [pack, '--key', key, '--witness', stranger],
    ]) {
      expect(await surety(['verify', ...args])).toMatchObject({ code: 2, output: '' });
    }
    expect(await surety(['erase', 'x', '--reference', 'Ada <ada@example.com>'])).toMatchObject({ code: 2 });
    expect(await surety(['erase', 'ada@example.com', '--reference', 'x'])).toMatchObject({ code: 2 });
  });
});
