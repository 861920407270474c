import type { ScimWire, WireAnswer } from '../support/scim-wire.js';
import { median, progress, quantile, report, rounded } from './support/figures.js';
import { bigGroupId, populate, scaled, smallGroupId, userId } from './support/population.js';
import { ScimGround, numberGiven } from './support/scim-ground.js';

/**
 * What a provider's requests cost in a company of 100,000 people, 500,000 memberships and one group of 50,000. Kinds of
 * request take turns, so that whatever else the machine does meets all of them alike; then the same with 8 clients.
 * `--scale 0.01` makes the company smaller, `--rounds N` sets how often each kind is sent.
 */
const size = scaled(numberGiven('scale', 1));
const ROUNDS = numberGiven('rounds', 300);
const CLIENTS = 8;
const PAGE = 100;
const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One request of a kind; `turn` is a number that no other request has. */
type Kind = (wire: ScimWire, turn: number) => Promise<WireAnswer>;

const members = (group: string, operation: (id: string) => object) => (wire: ScimWire, id: string) =>
  wire.send({ method: 'PATCH', path: `/Groups/${group}`, body: { schemas: [PATCH_OP], Operations: [operation(id)] } });
const adding = (id: string) => ({ op: 'add', path: 'members', value: [{ value: id }] });
const removing = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` });
const list = (wire: ScimWire, query: Record<string, string>): Promise<WireAnswer> =>
  wire.send({ path: `/Users?${new URLSearchParams(query).toString()}` });

/** Somebody who is in neither group: the last third of the people. */
const outsider = (turn: number): string => userId(size.users - (turn % Math.floor(size.users / 3)));
const anybody = (turn: number): number => 1 + ((turn * 7919) % size.users);

const kindsOf = (deepCursor: string): Record<string, Kind> => ({
  userCreate: (wire, turn) =>
    wire.post('/Users', {
      schemas: [USR],
      userName: `created-${turn}@bench.example`,
      externalId: `created-${turn}`,
      name: { givenName: 'New', familyName: `Person ${turn}` },
      emails: [{ value: `created-${turn}@mail.example`, type: 'work', primary: true }],
      active: true,
    }),
  bigGroupAddMember: (wire, turn) => members(bigGroupId, adding)(wire, outsider(turn)),
  smallGroupAddMember: (wire, turn) => members(smallGroupId, adding)(wire, outsider(turn)),
  bigGroupRemoveMember: (wire, turn) => members(bigGroupId, removing)(wire, outsider(turn)),
  smallGroupRemoveMember: (wire, turn) => members(smallGroupId, removing)(wire, outsider(turn)),
  userPatch: (wire, turn) =>
    wire.patch(`/Users/${userId(anybody(turn))}`, { op: 'replace', path: 'displayName', value: `D${turn}` }),
  userPatchNothing: (wire, turn) =>
    wire.patch(`/Users/${userId(anybody(turn))}`, { op: 'replace', path: 'externalId', value: `E${anybody(turn)}` }),
  userNameEq: (wire, turn) => list(wire, { filter: `userName eq "USER${anybody(turn)}@bench.example"` }),
  emailsValueEq: (wire, turn) => list(wire, { filter: `emails.value eq "user${anybody(turn)}@MAIL.example"` }),
  deepPageByCursor: (wire) => list(wire, { cursor: deepCursor, count: String(PAGE) }),
  deepPageByIndex: (wire) => list(wire, { startIndex: String(deepStart), count: String(PAGE) }),
});
const deepStart = 1 + Math.floor((size.users * 0.9) / PAGE) * PAGE;

type Timing = { p50ms: number; p99ms: number };
const timingOf = (times: readonly number[]): Timing => ({
  p50ms: rounded(median(times), 2),
  p99ms: rounded(quantile(times, 0.99), 2),
});

const ground = await ScimGround.open();
const wire = ground.wire();
try {
  progress(`loading ${size.users} people and ${size.memberships} memberships`);
  await populate(ground, size);
  await ground.restart();
  const cursor = await cursorAt(deepStart);
  const kinds = kindsOf(cursor);

  let turn = 0;
  const timed = async (kind: Kind, client: ScimWire, at: number): Promise<number> => {
    const from = performance.now();
    const { status, text } = await kind(client, at);
    if (status >= 300) throw new Error(`answered ${status}: ${text.slice(0, 300)}`);
    return performance.now() - from;
  };

  progress(`one client, ${ROUNDS} rounds`);
  const times = new Map(Object.keys(kinds).map((name) => [name, [] as number[]]));
  for (let round = -5; round < ROUNDS; round++) {
    turn += 1;
    for (const [name, kind] of Object.entries(kinds)) {
      const took = await timed(kind, wire, turn);
      if (round >= 0) times.get(name)?.push(took);
    }
  }
  const alone = Object.fromEntries([...times].map(([name, values]) => [name, timingOf(values)]));

  progress(`${CLIENTS} clients`);
  const together: Record<string, Timing & { perSecond: number }> = {};
  const wires = Array.from({ length: CLIENTS }, () => ground.wire(1));
  const part = Math.max(1, Math.ceil(ROUNDS / 3 / CLIENTS));
  const shares = new Map(Object.keys(kinds).map((name) => [name, { values: [] as number[], seconds: 0 }]));
  // three turns of every kind, so that none has the machine's best minute to itself
  for (let again = 0; again < 3; again++) {
    const base = turn + 1;
    turn += CLIENTS * part;
    for (const [name, kind] of Object.entries(kinds)) {
      const share = shares.get(name);
      if (!share) continue;
      const from = performance.now();
      await Promise.all(
        wires.map(async (client, index) => {
          for (let n = 0; n < part; n++) share.values.push(await timed(kind, client, base + index * part + n));
        }),
      );
      share.seconds += (performance.now() - from) / 1000;
    }
  }
  for (const [name, { values, seconds }] of shares) {
    together[name] = { ...timingOf(values), perSecond: rounded(values.length / seconds, 1) };
  }
  for (const client of wires) await client.close();

  const p50 = (name: string): number => alone[name]?.p50ms ?? Number.NaN;
  const ratio = (of: string, to: string): number => rounded(p50(of) / p50(to), 2);
  const hours = (requests: number, perSecond: number): number => requests / perSecond / 3600;
  const synced = (create: number, add: number): number =>
    rounded(hours(size.users, create) + hours(size.memberships, add), 2);
  const figures = {
    ...size,
    rounds: ROUNDS,
    clients: CLIENTS,
    ...alone,
    userCreatesPerSecond: rounded(1000 / p50('userCreate'), 1),
    addMemberRatio: ratio('bigGroupAddMember', 'smallGroupAddMember'),
    removeMemberRatio: ratio('bigGroupRemoveMember', 'smallGroupRemoveMember'),
    indexToCursorRatio: ratio('deepPageByIndex', 'deepPageByCursor'),
    initialSyncHours: {
      oneClient: synced(1000 / p50('userCreate'), 1000 / p50('bigGroupAddMember')),
      eightClients: synced(together['userCreate']?.perSecond ?? 0, together['bigGroupAddMember']?.perSecond ?? 0),
    },
    together,
  };
  report(
    'scim',
    Object.entries(alone).map(([name, { p50ms, p99ms }]) => ({
      request: name,
      'p50 ms': p50ms,
      'p99 ms': p99ms,
      [`${CLIENTS} clients p50 ms`]: together[name]?.p50ms ?? 0,
      [`${CLIENTS} clients /s`]: together[name]?.perSecond ?? 0,
    })),
    figures,
  );
  process.stdout.write(
    `\nadd member, big to small: ${figures.addMemberRatio}; remove: ${figures.removeMemberRatio}; ` +
      `page by index to cursor: ${figures.indexToCursorRatio}; initial sync: ${figures.initialSyncHours.oneClient} h ` +
      `(${figures.initialSyncHours.eightClients} h with ${CLIENTS} clients)\n`,
  );
} finally {
  await wire.close();
  await ground.close();
}

/** Walks to the page that begins there, as a client must that pages by cursor. */
async function cursorAt(start: number): Promise<string> {
  let cursor = '';
  for (let at = 1; at < start; at += PAGE) {
    const { body } = await list(wire, { cursor, count: String(PAGE) });
    const next = body?.['nextCursor'];
    if (typeof next !== 'string') throw new Error(`there is no page after ${at}`);
    cursor = next;
  }
  return cursor;
}
