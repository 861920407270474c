import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/postgres-server.js';
import { query } from './launcher.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

it('gives tests a role that row-level security binds, and an admin for the rest [embedded.role-is-bound-by-rls]', async () => {
  const who =
    'select current_user as role, rolsuper or rolbypassrls as unbound from pg_roles where rolname = current_user';
  expect(await query(server.url, who)).toEqual([{ role: 'surety', unbound: false }]);
  expect(await query(server.adminUrl, who)).toMatchObject([{ unbound: true }]);
  expect(await query(server.url, 'create database clone_made_by_a_test')).toEqual([]);
  await query(server.adminUrl, 'drop database clone_made_by_a_test');
});
