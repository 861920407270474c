import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Reconciled, Reconciliation, type SourceRow, Sources } from '@app/directory';
import type { Actor } from '@app/kernel';
import { ScimModule, ScimUsers } from '@app/scim';
import { directory } from '../../apps/cli/src/commands/directory.js';
import { readPopulation } from '../../apps/cli/src/population.js';
import { hr, openWorld } from '../support/world.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const scratch = mkdtempSync(path.join(tmpdir(), 'surety-reconcile-'));
let world: Awaited<ReturnType<typeof openWorld>>;
let source: SourceRow;
let actor: Actor;
beforeAll(async () => {
  world = await openWorld(ScimModule);
  const { token } = await world.app.get(Sources).connect(hr, { name: 'entra', dialect: 'entra' });
  ({ source, actor } = await world.app.get(Sources).authenticate(token));
  const users = world.app.get(ScimUsers);
  const add = (name: string, more: object = {}) =>
    users.create(actor, source, { userName: `${name}@example.com`, externalId: `x-${name}`, ...more });
  const boss = await add('boss', {
    emails: [{ value: 'other@example.com' }, { value: 'B@example.com', primary: true }],
  });
  await add('ann', { displayName: 'Ann, "A"', [ENT]: { department: 'Sales', manager: { value: boss.id } } });
  await add('left', { active: false });
});
afterAll(async () => {
  await world.close();
  rmSync(scratch, { recursive: true });
});

let files = 0;
const written = (text: string | Buffer, extension = 'csv'): string => {
  const file = path.join(scratch, `list-${(files += 1)}.${extension}`);
  writeFileSync(file, text);
  return file;
};
const compare = (file: string): Promise<Reconciled> =>
  world.app.get(Reconciliation).compare(hr, source.name, readPopulation(file));

const equalList = [
  'externalId,USERNAME,Active,displayName,department,manager,email,shoeSize',
  'x-boss,boss@example.com,true,,,,B@example.com,45',
  'x-ann,Ann@example.com,True,"Ann, ""A""",Sales,boss@example.com,,',
  'x-left,left@example.com,false,,,,,',
].join('\r\n');

describe('a provider’s list', () => {
  it('that agrees is found to agree, byte order mark and line ends aside [directory.reconcile.csv]', async () => {
    const file = written(`\u{feff}${equalList}\r\n\r\n`);
    const found = await compare(file);
    expect(found.counts).toEqual({ listed: 3, here: 3, equal: 3, missing: 0, extra: 0, different: 0, duplicates: 0 });
    expect(found.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
  });

  it('may be written as one JSON object a line [directory.reconcile.ndjson]', async () => {
    const lines = [
      { externalId: 'x-boss', userName: 'boss@example.com', active: true },
      { externalId: 'x-ann', userName: 'ann@example.com', active: 'true', department: 'Legal' },
      { externalId: null, userName: 'new@example.com', active: false },
    ];
    const found = await compare(written(lines.map((line) => JSON.stringify(line)).join('\n'), 'ndjson'));
    expect(found).toMatchObject({
      missing: [{ line: 3, userName: 'new@example.com' }],
      different: [{ line: 2, attributes: ['department'] }],
      extra: [{ userName: 'left@example.com', active: false }],
    });
  });

  it('leaves in the ledger that it was compared, in numbers and with its digest, without a name [directory.reconcile.recorded]', async () => {
    const file = written(`${equalList}\nx-new,new@example.com,true,,,,,\n`);
    const { sha256 } = await compare(file);
    const entries = (await world.ledger()).filter(({ type }) => type === 'directory.reconciled');
    const last = entries
      .map(({ entry }) => JSON.parse(entry) as { d: object })
      .find(({ d }) => 'sha256' in d && d.sha256 === sha256);
    expect(last).toMatchObject({ d: { listed: 4, missing: 1, equal: 3, sha256 } });
    expect(JSON.stringify(entries)).not.toContain('example.com');
  });

  it.each([
    ['externalId,active\nx,true\n', 'csv', 'line 1: there is no column userName'],
    ['externalId,userName,active\nx,a,true\ny,b,perhaps\n', 'csv', 'line 3: active must be true or false'],
    ['externalId,userName,active\nx,a,true\ny,,true\n', 'csv', 'line 3: userName is empty'],
    ['externalId,userName,active\nx,a\n', 'csv', 'line 2: '],
    ['externalId,userName,active\nx,"a,true\n', 'csv', 'line 2: '],
    ['externalId,userName,active,ACTIVE\n', 'csv', 'line 1: the column active stands twice'],
    ['{"externalId":"x","userName":"a","active":true}\n{"externalId"', 'ndjson', 'line 2: it is not JSON'],
    ['[1]\n', 'jsonl', 'line 1: it is not a JSON object'],
    ['{"userName":"a","active":true}\n', 'ndjson', 'line 1: there is no externalId'],
    ['{"externalId":7,"userName":"a","active":true}\n', 'ndjson', 'line 1: externalId must be text'],
  ])('%j (%s) is refused by its line [directory.reconcile.unusable]', async (text, extension, why) => {
    await expect(compare(written(text, extension))).rejects.toThrow(why);
  });

  it('of 100,000 people takes seconds [directory.reconcile.large]', async () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => `x-${n},user-${n}@example.com,true,Sales`);
    const file = written(['externalId,userName,active,department', ...rows].join('\n'));
    const from = performance.now();
    expect((await compare(file)).counts).toMatchObject({ listed: 100_000, missing: 100_000, extra: 3 });
    expect(performance.now() - from).toBeLessThan(20_000);
  });
});

describe('surety directory reconcile', () => {
  let said = '';
  beforeEach(() => {
    said = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((said += String(text)), true));
    vi.stubEnv('SURETY_DATABASE_URL', world.database.url);
    vi.stubEnv('SURETY_MASTER_KEY', Buffer.alloc(32, 7).toString('base64'));
    vi.stubEnv('SURETY_LOG_LEVEL', 'error');
    return () => {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
      process.exitCode = 0;
    };
  });
  const run = async (...args: string[]): Promise<unknown> => {
    await directory.parseAsync(['reconcile', ...args, '--source', 'entra'], { from: 'user' });
    return process.exitCode;
  };

  it('ends with 0 when they agree and with 1 when they differ, for people and as JSON [cli.reconcile]', async () => {
    expect(await run(written(equalList))).toBe(0);
    expect(said).toContain('3 on the list, 3 here, 3 the same in both');
    said = '';
    const file = written(`${equalList}\nx-new,new@example.com,true,,,,,\n`);
    expect(await run(file)).toBe(1);
    expect(said).toContain('1 on the list and not here\n  line 5: new@example.com (x-new)');
    said = '';
    expect(await run(file, '--json')).toBe(1);
    expect(JSON.parse(said)).toMatchObject({ file, source: 'entra', counts: { missing: 1 }, missing: [{ line: 5 }] });
  });

  it('refuses a file that is not there or cannot be read as a list [cli.reconcile.unusable]', async () => {
    await expect(run(path.join(scratch, 'nowhere.csv'))).rejects.toThrow('there is no such file');
    await expect(run(written('externalId,userName,active\nx,a,?\n'))).rejects.toThrow('line 2: active');
  });

  it('ends with a usage error when nobody says which source is meant [cli.reconcile.usage]', async () => {
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const unsaid = directory.parseAsync(['reconcile', written(equalList)], { from: 'user' });
    await expect(unsaid).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
  });
});
