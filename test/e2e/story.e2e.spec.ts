import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, setUp } from '../../apps/cli/src/demo/set-up.js';
import { type Stage, type Step, given } from '../../apps/cli/src/demo/stage.js';
import { story } from '../../apps/cli/src/demo/story.js';
import { freshDatabase } from '../support/database.js';

/**
 * The main job as one test. The steps are the demo's own, which assert themselves over the public interfaces; what is
 * checked here besides is what only a look from outside shows: files, upstream effects, the report's own words.
 */
let demo: Demo;
let stage: Stage;
let database: Awaited<ReturnType<typeof freshDatabase>>;
const says: Record<string, string> = {};
const cites: Record<string, string> = {
  joiner: '[story.joiner]',
  profile: '[story.profile]',
  agent: '[story.agent]',
  calls: '[story.calls]',
  mover: '[story.mover]',
  review: '[story.review]',
  leaver: '[story.leaver]',
  audit: '[story.audit]',
};

beforeAll(async () => {
  database = await freshDatabase();
  const redis = process.env['TEST_REDIS_URL'];
  demo = await setUp(path.resolve('dist/apps/cli/src/main.js'), {
    SURETY_DATABASE_URL: database.url,
    SURETY_MASTER_KEY: Buffer.alloc(32, 5).toString('base64'),
    ...(redis ? { SURETY_REDIS_URL: redis } : {}),
  });
  stage = demo.stage;
});
afterAll(async () => {
  await demo?.stop();
  await database?.drop();
});

describe('the main job, end to end', () => {
  const plays = ({ name, title, play }: Step) =>
    it(`${title} ${cites[name]}`, async () => {
      says[name] = (await play(stage)).join('\n');
      expect(says[name]).not.toBe('');
    });
  const withAgent = story.findIndex(({ name }) => name === 'calls') + 1;

  story.slice(0, withAgent).forEach(plays);
  it('works for clients that start servers as programs, too [cli.connect]', throughConnect);
  story.slice(withAgent).forEach(plays);

  it('tells a timeline that a person can follow [story.timeline]', () => {
    expect(Object.keys(says)).toEqual(['joiner', 'profile', 'agent', 'calls', 'mover', 'review', 'leaver', 'audit']);
    expect(says['joiner']).toContain('joiner, mover.manager, access_change, access_change');
    expect(says['calls']).toMatch(/2025-11-25 {2}get-sum 40\+2 {4}allowed: The sum of 40 and 2 is 42/);
    expect(says['calls']).toMatch(/2026-07-28 {2}get-sum 500\+1 {3}refused/);
    expect(says['mover']).toContain('lost');
    expect(says['review']).toContain('verified_gone');
    expect(says['leaver']).toContain('none after its answer');
    expect(says['leaver']).toContain('Grace is asked to answer for invoice-bot');
  });

  it('left its effects where they belong, and nowhere else [story.effects]', async () => {
    const written = ['2025-11-25', '2026-07-28'].map((revision) =>
      readFileSync(path.join(stage.files, `result-${revision}.txt`), 'utf8'),
    );
    expect(written).toEqual(['total 42', 'total 42']);
    const rows = readFileSync(path.join(stage.scratch, 'tool-calls.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    const people = given(stage, 'people');
    expect(new Set(rows.map(({ owner }) => owner))).toEqual(new Set([people.ada.id]));
    expect(new Set(rows.map(({ agent }) => agent))).toEqual(new Set([given(stage, 'agent').id]));
    const refused = rows.filter(({ decision }) => decision === 'deny');
    expect(refused.map(({ reason_code }) => reason_code)).toEqual(
      expect.arrayContaining(['condition_unmet', 'agent_no_grant', 'owner_no_grant', 'owner_inactive']),
    );
    expect(refused.every(({ result }) => result === 'refused')).toBe(true);
    const personal = readFileSync(path.join(stage.scratch, 'tool-calls.csv'), 'utf8');
    expect(personal).not.toContain('ada@example.com');
  });
});

/** `surety connect` as Claude Desktop, Cursor or VS Code start it. */
async function throughConnect(): Promise<void> {
  const { id, privateKeyPem } = given(stage, 'agent');
  const key = path.join(stage.scratch, 'agent.pem');
  writeFileSync(key, privateKeyPem, { mode: 0o600 });
  const args = [path.resolve('dist/apps/cli/src/main.js'), 'connect', stage.url, '--agent', id, '--key', key];
  const client = new Client({ name: 'desktop', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
  const names = (await client.listTools()).tools.map(({ name }) => name).toSorted();
  expect(names).toEqual(['calculator__get-sum', 'files__write_file']);
  const sums = await Promise.all(
    [1, 2, 3].map((b) => client.callTool({ name: 'calculator__get-sum', arguments: { a: 1, b } })),
  );
  expect(sums.map(({ content }) => JSON.stringify(content))).toEqual([
    expect.stringContaining('is 2'),
    expect.stringContaining('is 3'),
    expect.stringContaining('is 4'),
  ]);
  await client.close();
}
