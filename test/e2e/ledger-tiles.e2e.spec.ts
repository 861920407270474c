import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiTokens, Roles } from '@app/auth';
import { Db } from '@app/database';
import { DEFAULT_TENANT, newId, person, system } from '@app/kernel';
import { Checkpoints, Sequencer } from '@app/ledger';
import { openApi } from '../support/api.js';
import { run } from '../support/database.js';
import {
  leafOf,
  openCheckpoint,
  rootByInclusion,
  rootsByConsistency,
  tilePaths,
  treeHash,
  unbundled,
} from '../support/tlog.js';

const operator = system('test');
let api: Awaited<ReturnType<typeof openApi>>;
let bearer: Record<string, string>;
let vkey: string;
/** Every signed checkpoint on the way. */
const checkpoints: { size: number; root: Buffer }[] = [];

const get = async (url: string, headers = bearer) => api.send('GET', url, undefined, headers);
const json = async <T>(url: string): Promise<T> => (await get(url)).json<T>();
const bytes = async (path: string): Promise<Buffer> => {
  const answer = await get(`/ledger/tile/${path}`);
  expect([path, answer.statusCode, answer.headers['content-type']]).toEqual([path, 200, 'application/octet-stream']);
  return answer.rawPayload;
};
const hashes = (texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text, 'base64'));
const record = (count: number): Promise<void> =>
  api.app.get(Db).write(operator, async (tx) => {
    for (let i = 0; i < count; i++) tx.record({ action: 'thing.done', subject: newId(), detail: { i, umlaut: 'ä' } });
  });
const sequenced = async (): Promise<void> => {
  await api.app.get(Sequencer).run();
  const answer = await get('/ledger/checkpoint');
  checkpoints.push(openCheckpoint(answer.body, vkey));
};

beforeAll(async () => {
  api = await openApi();
  const { app, admin } = api;
  await app.get(Roles).give(operator, admin.personId, 'auditor');
  const root = { actor: person(admin.personId, DEFAULT_TENANT), personId: admin.personId, method: 'link' } as const;
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { token } = await app.get(ApiTokens).issue(root, { name: 'monitor', scopes: ['ledger:read'], expiresAt });
  bearer = { authorization: `Bearer ${token}` };
  ({ vkey } = await json<{ vkey: string }>('/api/v1/ledger/key'));
  for (const count of [1, 2, 250, 700, 4_300, 3]) {
    await record(count);
    await sequenced();
  }
}, 60_000);
afterAll(() => api.close());

const newest = () => checkpoints.at(-1)!;

describe('the log as tiles', () => {
  it('gives a reader who trusts nobody the signed root, from its entries and from its hashes alike [ledger.tiles.served]', async () => {
    const { size, root, origin } = openCheckpoint((await get('/ledger/checkpoint')).body, vkey);
    expect([origin, size]).toEqual(['surety.test/ledger', newest().size]);
    expect(size).toBeGreaterThan(5_200);
    const bundles = await Promise.all(tilePaths('entries', size).map(({ path }) => bytes(path)));
    const leaves = bundles.flatMap((bundle) => unbundled(bundle)).map((entry) => leafOf(Buffer.from(entry)));
    expect(leaves).toHaveLength(size);
    expect(treeHash(leaves)).toEqual(root);
    for (const level of [0, 1]) {
      for (const { path, from, width } of tilePaths(level, size)) {
        const below = Array.from({ length: width }, (_, i) => {
          const first = (from + i) * 256 ** level;
          return treeHash(leaves.slice(first, first + 256 ** level));
        });
        expect(await bytes(path)).toEqual(Buffer.concat(below));
      }
    }
    expect(tilePaths(2, size)).toEqual([]);
    for (const known of checkpoints) expect(treeHash(leaves.slice(0, known.size))).toEqual(known.root);
  });

  it('still has the parts of earlier checkpoints, as the beginnings of what they have become [ledger.tiles.served]', async () => {
    const whole = await bytes('0/000');
    for (const width of [1, 3, 255]) expect(await bytes(`0/000.p/${width}`)).toEqual(whole.subarray(0, width * 32));
    const [first] = unbundled(await bytes('entries/000.p/1'));
    expect(leafOf(Buffer.from(first!))).toEqual(whole.subarray(0, 32));
    const answer = await get('/ledger/tile/0/000');
    expect(answer.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await get('/ledger/checkpoint')).headers['cache-control']).toBe('no-cache');
    expect((await get('/ledger/checkpoint')).headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('has nothing that no signed checkpoint covers, and no other spelling of what it has [ledger.tiles.unsigned]', async () => {
    await record(600);
    const unsigned = vi.spyOn(api.app.get(Checkpoints), 'sign').mockResolvedValue();
    await api.app.get(Sequencer).run();
    unsigned.mockRestore();
    const { size } = newest();
    const last = tilePaths(0, size).at(-1)!;
    const beyond = [`0/${String(last.from / 256).padStart(3, '0')}`, last.path.replace(/\d+$/, String(last.width + 1))];
    const wrong = [...beyond, '..%2f..%2fetc/passwd', '0/000%00', '0/000.p/-1', 'entries', '64/000', '0/x999/x999/x999/x999/x999/999', '2/000.p/1', '3/000', '0/999', 'entries/999.p/1', '0/0', '00/000', '0/000/', '0/000.p/256', '0/x000/000', 'entries/' + beyond[0]!.slice(2)]; // prettier-ignore
    for (const path of wrong) {
      const answer = await get(`/ledger/tile/${path}`);
      expect([path, answer.statusCode, answer.headers['cache-control']]).toEqual([path, 404, undefined]);
    }
    expect((await get(`/ledger/tile/0/999`)).problem()).toBe('ledger.no-tile');
    expect((await get(`/api/v1/ledger/proofs/inclusion?index=${size}`)).problem()).toBe('ledger.no-leaf');
    expect((await get(`/api/v1/ledger/proofs/consistency?from=0&to=${size + 1}`)).problem()).toBe('ledger.no-tree');
    await sequenced();
    await bytes(beyond[0]!);
  });

  it('is for auditors and their programs only, and never in place of the console [ledger.tiles.closed]', async () => {
    for (const path of ['/ledger/checkpoint', '/ledger/tile/0/000', '/api/v1/ledger/proofs/inclusion?index=0']) {
      expect((await get(path, {})).statusCode).toBe(401);
      expect((await get(path, { authorization: `Bearer ${bearer['authorization']!.slice(-43)}` })).statusCode).toBe(
        401,
      );
    }
    expect((await get('/ledger/nothing', {})).statusCode).toBe(404);
  });
});

type Inclusion = { index: number; entry: string; leafHash: string; hashes: string[]; checkpoint: { size: number; note: string } }; // prettier-ignore
type Consistency = { from: number; to: number; fromRoot: string; toRoot: string; hashes: string[] };

describe('a proof', () => {
  it('of inclusion leads from an entry to the signed root, by its index and by its id [ledger.proofs.inclusion]', async () => {
    const { size } = newest();
    for (const index of [0, 1, 255, 256, 4_095, 4_096, size - 1, Math.floor(size / 3)]) {
      const proof = await json<Inclusion>(`/api/v1/ledger/proofs/inclusion?index=${index}`);
      const { root } = openCheckpoint(proof.checkpoint.note, vkey);
      const leaf = Buffer.from(proof.leafHash, 'base64');
      expect(rootByInclusion(leaf, proof.index, proof.checkpoint.size, hashes(proof.hashes))).toEqual(root);
      expect(proof.hashes.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      const tile = String(Math.floor(index / 256)).padStart(3, '0');
      const bundle = unbundled(await bytes(`entries/${tile}${(Math.floor(index / 256) + 1) * 256 > size ? `.p/${size % 256}` : ''}`)); // prettier-ignore
      const entry = bundle[index % 256]!;
      expect(leafOf(Buffer.from(entry))).toEqual(leaf);
      expect(entry).toContain(`"uid":"${proof.entry}"`);
      expect(await json(`/api/v1/ledger/proofs/inclusion?entry=${proof.entry}`)).toEqual(proof);
    }
  });

  it('is a file that says all of it (C2SP tlog-proof) [ledger.proofs.file]', async () => {
    const proof = await json<Inclusion>('/api/v1/ledger/proofs/inclusion?index=300');
    const answer = await get(`/api/v1/ledger/proofs/inclusion.tlog-proof?entry=${proof.entry}`);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="${proof.entry}.tlog-proof"`);
    expect(answer.body).toBe(
      ['c2sp.org/tlog-proof@v1', 'index 300', ...proof.hashes, '', proof.checkpoint.note].join('\n'),
    );
  });

  it('of consistency leads from every checkpoint to every later one [ledger.proofs.consistency]', async () => {
    for (const [at, old] of checkpoints.entries()) {
      for (const later of checkpoints.slice(at)) {
        const url = `/api/v1/ledger/proofs/consistency?from=${old.size}&to=${later.size}`;
        const proof = await json<Consistency>(url);
        expect(hashes([proof.fromRoot, proof.toRoot])).toEqual([old.root, later.root]);
        expect(rootsByConsistency(old.size, later.size, hashes(proof.hashes), old.root)).toEqual([
          old.root,
          later.root,
        ]);
      }
    }
    const { from, to, hashes: none } = await json<Consistency>('/api/v1/ledger/proofs/consistency?from=0');
    expect([from, to, none]).toEqual([0, newest().size, []]);
  });

  it.each([
    ['inclusion?index=999999', 404, 'ledger.no-leaf'],
    [`inclusion?entry=${newId()}`, 404, 'ledger.no-leaf'],
    ['inclusion.tlog-proof?index=999999', 404, 'ledger.no-leaf'],
    ['inclusion', 400, 'request.invalid'],
    [`inclusion?index=1&entry=${newId()}`, 400, 'request.invalid'],
    ['inclusion?index=-1', 400, 'request.invalid'],
    ['inclusion?index=1.5', 400, 'request.invalid'],
    ['inclusion?entry=x', 400, 'request.invalid'],
    ['inclusion?index=', 400, 'request.invalid'],
    ['inclusion?index=0x1', 400, 'request.invalid'],
    ['inclusion?index=01', 400, 'request.invalid'],
    ['inclusion?index=9999999999999999', 400, 'request.invalid'],
    ['inclusion?index=1&index=2', 400, 'request.invalid'],
    ['consistency?from=', 400, 'request.invalid'],
    ['consistency?from=1e1', 400, 'request.invalid'],
    ['consistency?from=5&to=4', 400, 'ledger.no-tree'],
    ['consistency?from=0&to=999999', 400, 'ledger.no-tree'],
    ['consistency?to=4', 400, 'request.invalid'],
  ])('that cannot be given is refused: %s [ledger.proofs.refused]', async (url, status, code) => {
    const answer = await get(`/api/v1/ledger/proofs/${url}`);
    expect([answer.statusCode, answer.problem()]).toEqual([status, code]);
  });

  it('is of the own log only: an entry of another tenant is none [ledger.proofs.own]', async () => {
    const other = '00000000-0000-7000-8000-0000000000ee';
    const { app } = api;
    const url = app.get(Db)['dataSource'].options as unknown as { url: string };
    await run(url.url, 'INSERT INTO tenant (id, name) VALUES ($1, $2)', [other, 'other']);
    const there = system('test', other);
    await app.get(Db).write(there, async (tx) => tx.record({ action: 'thing.done', subject: 'theirs' }));
    await app.get(Sequencer).run();
    const [row] = await app.get(Db).read(there, (tx) => tx.query<{ uid: string }[]>('SELECT uid FROM ledger_place'));
    expect((await get(`/api/v1/ledger/proofs/inclusion?entry=${row!.uid}`)).problem()).toBe('ledger.no-leaf');
  });
});
