import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimServer, openScimServer } from '../support/scim-server.js';
import { runCase } from './scim-cases/run.js';
import { tables } from './scim-cases/tables.js';

let server: ScimServer;
beforeAll(async () => void (server = await openScimServer()));
afterAll(() => server?.close());

it('the table holds at least 250 requests, each under a name of its own [scim.cases]', () => {
  const ids = Object.values(tables).flatMap((rows) => rows.map(({ id }) => id));
  expect(ids.length).toBeGreaterThanOrEqual(250);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe.each(Object.entries(tables))('%s', (_, rows) => {
  it.each(rows)('$id is answered and has its effect [scim.cases]', async (row) => {
    await expect(runCase(server, row)).resolves.toBeUndefined();
  });
});
