import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { Anchoring, Checkpoints, LedgerLog, Sequencer, verifyPack } from '@app/ledger';
import { Reports, ReportsModule } from '@app/reports';
import { objectStore, witnessServer } from '../support/anchor-places.js';
import { openContext, surroundingsOf } from '../support/context.js';
import { dropDatabase, freshDatabase, run } from '../support/database.js';
import { witness } from '../support/signed-log.js';
import { HandClock } from '../support/world.js';

const actor = system('test');
const scratch = mkdtempSync(path.join(tmpdir(), 'surety-anchors-'));
const who = witness('witness.test/one', 9);
let store: Awaited<ReturnType<typeof objectStore>>;
let watcher: Awaited<ReturnType<typeof witnessServer>>;
beforeAll(async () => ([store, watcher] = await Promise.all([objectStore(), witnessServer(who)])));
afterAll(() => {
  store.close();
  watcher.close();
  rmSync(scratch, { recursive: true });
});

const directory = (name: string): string => pathToFileURL(path.join(scratch, name)).href;
const clock = new HandClock();
clock.at = new Date();
const openOn = (url: string, ...targets: string[]): Promise<INestApplicationContext> =>
  openContext(
    surroundingsOf(url, {
      clock,
      anchors: { targets, minutes: 60, lockDays: 365, headers: { authorization: 'Bearer upload' } },
    }),
    ReportsModule,
  );
async function grow(app: INestApplicationContext, entries = 3): Promise<void> {
  for (let n = 0; n < entries; n++) {
    await app.get(Db).write(actor, async (tx) => tx.record({ action: 'thing.done', subject: newId() }));
  }
  await app.get(Sequencer).run();
}
const sizeOf = async (app: INestApplicationContext) => (await app.get(Checkpoints).latest(actor))?.size;
const files = (name: string) => {
  const folder = path.join(scratch, name, encodeURIComponent('surety.test/ledger'));
  return readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
};

describe('a checkpoint', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let app: INestApplicationContext;
  const all = () => [directory('all'), `${store.url}/bucket?sig=planted-secret`, `witness+${watcher.url}#${who.vkey}`];
  beforeAll(async () => {
    database = await freshDatabase();
    app = await openOn(database.url, ...all());
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('is laid down in a file, an object and with a witness, and again when it is time [anchor.laid]', async () => {
    await grow(app);
    expect(await app.get(Anchoring).run()).toBe(3);
    expect(await app.get(Anchoring).run()).toBe(0);
    const size = (await sizeOf(app))!;
    const { note } = (await app.get(Checkpoints).latest(actor))!;
    expect(files('all')).toEqual([note]);
    expect([...store.objects].map(([name, [one]]) => [decodeURIComponent(name).split('?')[0], one!.body])).toEqual([
      [`/bucket/surety.test/ledger/${String(size).padStart(16, '0')}`, note],
      ['/bucket/surety.test/ledger/checkpoint', note],
    ]);
    expect(watcher.state.seen.size).toBe(size);
    await grow(app);
    expect(await app.get(Anchoring).run()).toBe(0);
    clock.pass(1 / 24);
    expect(await app.get(Anchoring).run()).toBe(3);
    expect(watcher.state.seen.size).toBe(await sizeOf(app));
    const states = await app.get(Anchoring).states(actor);
    expect(states.map(({ kind, count, isStale }) => [kind, count, isStale])).toEqual([
      ['file', 2, false],
      ['object', 2, false],
      ['witness', 2, false],
    ]);
    expect(JSON.stringify(states)).not.toContain('planted-secret');
  });

  it('asks the object store to lock it, and overwrites none [anchor.object-lock]', () => {
    const [[, [locked]], [, pointers]] = [...store.objects] as [
      [string, [{ headers: Record<string, string> }]],
      [string, unknown[]],
    ];
    expect(locked.headers).toMatchObject({ 'x-amz-object-lock-mode': 'COMPLIANCE', 'if-none-match': '*' });
    const until = new Date(locked.headers['x-amz-object-lock-retain-until-date']!).getTime();
    expect(until - clock.at.getTime()).toBeGreaterThan(360 * 86_400_000);
    expect(pointers).toHaveLength(2);
  });

  it('comes with its cosignature in the next pack, for auditors who know the witness [anchor.witnessed]', async () => {
    const file = path.join(scratch, 'pack.zip');
    await app.get(Reports).evidencePack(actor, file);
    const trustedKeys = [await app.get(Checkpoints).key(actor)];
    const verdict = verifyPack(readFileSync(file), { trustedKeys, witnesses: [who.vkey] });
    expect(verdict.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict.steps[1]?.detail).toMatch(/cosigned at \d+ entries by 1 witnesses/);
  });

  it('is not taken as witnessed when the witness signs something else, or nothing [anchor.cosignature]', async () => {
    for (const lies of ['other-note', 'nothing'] as const) {
      watcher.state.lies = lies;
      clock.pass(1 / 24);
      await grow(app);
      const before = (await app.get(Anchoring).states(actor))[2]?.count;
      expect(await app.get(Anchoring).run()).toBe(2);
      expect((await app.get(Anchoring).states(actor))[2]?.count).toBe(before);
    }
    watcher.state.lies = 'no';
    expect(await app.get(Anchoring).run()).toBe(1); // it remembers a size that we do not
  });

  it('is told of and recorded once when a place is left more than two hours behind [anchor.stale]', async () => {
    store.state.isDown = true;
    await grow(app);
    clock.pass(3 / 24);
    await grow(app);
    for (let round = 0; round < 3; round++) await app.get(Anchoring).run();
    expect((await app.get(Anchoring).states(actor)).map(({ isStale }) => isStale)).toEqual([false, true, false]);
    await app.get(Sequencer).run();
    const told = await app.get(LedgerLog).ofType(actor, 'ledger.anchor-stale', null, 10);
    expect(told.filter(({ text }) => text.includes('/bucket'))).toHaveLength(1);
    store.state.isDown = false;
    expect(await app.get(Anchoring).run()).toBeGreaterThan(0);
    expect((await app.get(Anchoring).states(actor)).some(({ isStale }) => isStale)).toBe(false);
  });

  it('that stands outside is not changed by us [anchor.append-only]', async () => {
    await expect(app.get(Db).upkeep(actor.tenant, (tx) => tx.query('DELETE FROM ledger_anchor'))).rejects.toThrow(
      'append-only',
    );
  });
});

describe('a place that lets us wait in vain', () => {
  it('lets one log wait, and not those of all tenants one after the other [anchor.waited]', async () => {
    let asked = 0;
    const server = createServer(() => void asked++).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const database = await freshDatabase();
    for (const id of ['ee', 'ff'])
      await run(database.url, 'INSERT INTO tenant (id, name) VALUES ($1, $2)', [`00000000-0000-7000-8000-0000000000${id}`, id]); // prettier-ignore
    const { port } = server.address() as AddressInfo;
    const app = await openOn(database.url, directory('beside'), `http://127.0.0.1:${port}/void`);
    for (const id of ['ee', 'ff']) {
      const by = system('test', `00000000-0000-7000-8000-0000000000${id}`);
      await app.get(Db).write(by, async (tx) => tx.record({ action: 'thing.done', subject: newId() }));
    }
    await app.get(Sequencer).run();
    expect(asked).toBe(1);
    clock.pass(1);
    await app.get(Anchoring).run();
    expect(asked).toBe(2);
    await app.close();
    await database.drop();
    server.closeAllConnections();
    server.close();
  }, 40_000);
});

describe('a restored backup', () => {
  const server = () => inject('postgres');
  const backups: string[] = [];
  afterAll(async () => {
    for (const name of backups) await dropDatabase(server(), name);
  });
  const copyOf = async (url: string): Promise<string> => {
    const name = `backup_${newId().replaceAll('-', '')}`;
    await run(server(), `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`);
    backups.push(name);
    return Object.assign(new URL(server()), { pathname: `/${name}` }).href;
  };

  it.each([
    ['file', () => directory('restored')],
    ['object', () => `${store.url}/restored`],
    ['witness', () => `witness+${watcher.url}#${who.vkey}`],
  ])('is not signed any further when a %s knows a longer log, or another one [anchor.restored]', async (_, target) => {
    watcher.state.seen = { size: 0, root: Buffer.from('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', 'base64') };
    const url = target();
    const database = await freshDatabase();
    backups.push(new URL(database.url).pathname.slice(1));
    let app = await openOn(database.url, url);
    await grow(app);
    const size = (await sizeOf(app))!;
    await app.close();
    const backup = await copyOf(database.url);
    const other = await copyOf(database.url);

    app = await openOn(database.url, url);
    await grow(app, 5);
    clock.pass(1 / 24);
    expect(await app.get(Anchoring).run()).toBe(1);
    await app.close();

    app = await openOn(backup, url);
    await expect(grow(app, 1)).rejects.toMatchObject({ code: 'ledger.forked' });
    expect(await sizeOf(app)).toBe(size);
    expect(await app.get(Anchoring).run()).toBe(0);
    await app.close();

    app = await openOn(other, url);
    // also when it has grown as long, and longer, and however often it is started: that heals nothing
    await expect(grow(app, 5)).rejects.toMatchObject({ code: 'ledger.forked' });
    await expect(grow(app, 5)).rejects.toMatchObject({ code: 'ledger.forked' });
    expect(await app.get(Anchoring).run()).toBe(0);
    await app.close();
    app = await openOn(other, url);
    await expect(grow(app, 1)).rejects.toMatchObject({ code: 'ledger.forked' });
    clock.pass(1 / 24);
    await expect(grow(app, 1)).rejects.toMatchObject({ code: 'ledger.forked' });
    await app.close();
    app = await openOn(other);
    await grow(app, 1);
    expect(await sizeOf(app)).toBeGreaterThan(size); // without the place outside nobody would know
    await app.close();
  });

  it('is not hidden by an old checkpoint that was put there under the name of a newer one [anchor.restored]', async () => {
    const database = await freshDatabase();
    backups.push(new URL(database.url).pathname.slice(1));
    let app = await openOn(database.url, directory('renamed'));
    await grow(app);
    await app.get(Anchoring).run();
    const [old] = files('renamed');
    await app.close();
    const backup = await copyOf(database.url);
    app = await openOn(database.url, directory('renamed'));
    await grow(app, 5);
    clock.pass(1 / 24);
    expect(await app.get(Anchoring).run()).toBe(1);
    await app.close();
    const folder = path.join(scratch, 'renamed', encodeURIComponent('surety.test/ledger'));
    for (let n = 0; n < 25; n++) writeFileSync(path.join(folder, `${9_000_000 + n}.checkpoint`), old!);
    app = await openOn(backup, directory('renamed'));
    await expect(grow(app, 1)).rejects.toMatchObject({ code: 'ledger.forked' });
    await app.close();
  });

  it('is found in each log, whatever the place says of another one [anchor.restored]', async () => {
    const database = await freshDatabase();
    backups.push(new URL(database.url).pathname.slice(1));
    const other = system('test', '00000000-0000-7000-8000-0000000000ee');
    await run(database.url, 'INSERT INTO tenant (id, name) VALUES ($1, $2)', [other.tenant, 'other']);
    const write = (by: typeof other) =>
      app.get(Db).write(by, async (tx) => tx.record({ action: 'thing.done', subject: newId() }));
    const both = async (): Promise<void> => {
      for (const by of [actor, other]) await write(by);
      await app.get(Sequencer).run();
    };
    let app = await openOn(database.url, directory('both'));
    await both();
    await app.close();
    const backup = await copyOf(database.url);
    app = await openOn(database.url, directory('both'));
    await both();
    await both();
    expect(await app.get(Anchoring).run()).toBe(2);
    await app.close();
    const first = path.join(scratch, 'both', encodeURIComponent('surety.test/ledger'));
    rmSync(first, { recursive: true });
    writeFileSync(first, 'no directory');
    app = await openOn(backup, directory('both'));
    await write(actor);
    await app.get(Sequencer).run(actor.tenant);
    await write(other);
    await expect(app.get(Sequencer).run(other.tenant)).rejects.toMatchObject({ code: 'ledger.forked' });
    await app.close();
  });

  it('goes on signing while the place does not answer, and looks again [anchor.silent]', async () => {
    const database = await freshDatabase();
    backups.push(new URL(database.url).pathname.slice(1));
    let app = await openOn(database.url, `${store.url}/silent`);
    await grow(app);
    await app.close();
    const backup = await copyOf(database.url);
    app = await openOn(database.url, `${store.url}/silent`);
    await grow(app, 5);
    await app.get(Anchoring).run();
    await app.close();
    store.state.isDown = true;
    app = await openOn(backup, `${store.url}/silent`);
    await grow(app, 1);
    store.state.isDown = false;
    await grow(app, 1);
    clock.pass(1 / 24);
    await expect(grow(app, 1)).rejects.toMatchObject({ code: 'ledger.forked' });
    await app.close();
  });

  it('is not led astray by what others have put there [anchor.foreign]', async () => {
    const database = await freshDatabase();
    backups.push(new URL(database.url).pathname.slice(1));
    let app = await openOn(database.url, directory('foreign'));
    await grow(app);
    await app.get(Anchoring).run();
    await app.close();
    const folder = path.join(scratch, 'foreign', encodeURIComponent('surety.test/ledger'));
    writeFileSync(path.join(folder, '99999.checkpoint'), 'surety.test/ledger\n99999\nAAAA\n\n\u2014 x y\n');
    app = await openOn(database.url, directory('foreign'));
    await grow(app, 1);
    expect(await sizeOf(app)).toBe(4);
    await app.close();
  });
});
