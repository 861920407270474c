import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ScimServer, openScimServer } from '../support/scim-server.js';
import type { WireAnswer } from '../support/scim-wire.js';

type Work = (attempt: number) => Promise<WireAnswer>;

let server: ScimServer;
let wire: Awaited<ReturnType<ScimServer['source']>>['wire'];
let group = '';
const people: string[] = [];
const person = (attempt: number): string => people[attempt] ?? '';

beforeAll(async () => {
  server = await openScimServer();
  ({ wire } = await server.source('entra'));
  for (const userName of ['ada@x.com', 'bob@x.com', 'cy@x.com']) {
    people.push(await wire.made('/Users', { userName, emails: [{ value: userName, type: 'work' }] }));
  }
  group = await wire.made('/Groups', { displayName: 'G' });
});
afterAll(() => server?.close());

/** Statements until the answer, each a way to the database and back, `BEGIN` and `COMMIT` included. */
async function statementsOf(work: Work, attempt: number, status: number): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  try {
    expect((await work(attempt)).status).toBe(status);
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}

const named = (kind: string, filter: string) =>
  `/${kind}?excludedAttributes=members&filter=${encodeURIComponent(filter)}`;
const member = (op: string) => (attempt: number) =>
  wire.patch(`/Groups/${group}`, { op, path: 'members', value: [{ value: person(attempt) }] });

describe('what a provider asks for all day', () => {
  it.each<[string, number, number, Work]>([
    ['who is not here yet', 200, 7, () => wire.send({ path: named('Users', 'userName eq "nobody@x.com"') })],
    ['one by name', 200, 9, () => wire.send({ path: named('Users', 'userName eq "ada@x.com"') })],
    ['one by id', 200, 7, () => wire.send({ path: `/Users/${person(0)}` })],
    ['a group that is not here yet', 200, 7, () => wire.send({ path: named('Groups', 'displayName eq "nothing"') })],
    ['a group by name', 200, 9, () => wire.send({ path: named('Groups', 'displayName eq "g"') })],
    ['a mover', 200, 10, (at) => wire.patch(`/Users/${person(0)}`, { op: 'Replace', path: 'title', value: `${at}` })],
    ['a member who joins', 204, 11, member('Add')],
    ['a member who leaves', 204, 9, member('Remove')],
  ])('%s: %i after at most %i statements [scim.round-trips]', async (_, status, most, work) => {
    const counted = [];
    for (let attempt = 0; attempt < 3; attempt++) counted.push(await statementsOf(work, attempt, status));
    // the house's own timers may ask something in between, but not each time
    expect(Math.min(...counted)).toBeLessThanOrEqual(most);
  });
});
