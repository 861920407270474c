import { expect } from 'vitest';
import { newId } from '@app/kernel';
import type { ScimServer } from '../../support/scim-server.js';
import type { ScimWire, WireAnswer } from '../../support/scim-wire.js';
import type { Effect, Request, Row, Step } from './case.js';
import { type Names, filled } from './names.js';
import { type State, effectOf, stateOf } from './state.js';

/** Makes what a row needs, sends its request, and compares the answer and what is in the database afterwards. */
export async function runCase(server: ScimServer, row: Row): Promise<void> {
  const { dialect = 'lenient', ...settings } =
    typeof row.source === 'string' ? { dialect: row.source } : { ...row.source };
  const { source, wire } = await server.source(dialect, settings);
  const names: Names = new Map([['tag', newId()]]);
  try {
    for (const step of row.given ?? []) await take(server, wire, step, names);
    const before = await stateOf(server, source.id);
    const answer = await wire.send(asked(row.send, names));
    await telling(row.send, answer, async () => {
      checkAnswer(answer, row, names);
      expect(Object.prototype).not.toHaveProperty('x'); // the server shares this process
      if (typeof answer.body?.['id'] === 'string') names.set('new', answer.body['id']);
      await expectEffect(server, before, await stateOf(server, source.id, before.mark), row.effect, names);
    });
  } finally {
    await wire.close();
  }
}

/** Says, when something is not as it should be, what was asked and answered. */
export async function telling({ method = 'GET', path }: Request, answer: WireAnswer, check: () => Promise<void>) {
  try {
    await check();
  } catch (cause) {
    const said = `${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 600)}`;
    throw new Error(`${said}\n${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function take(server: ScimServer, wire: ScimWire, step: Step, names: Names): Promise<void> {
  if ('agentOf' in step) {
    names.set(step.as, await server.agentOf(names.get(step.agentOf) ?? ''));
    return;
  }
  const { as, keep = {}, may, ...request } = step;
  const answer = await wire.send(asked(request, names));
  if (may !== 'fail' && answer.status >= 400) {
    throw new Error(`given: ${request.method ?? 'GET'} ${request.path} answered ${answer.status}: ${answer.text}`);
  }
  if (as !== undefined) names.set(as, String(answer.body?.['id']));
  for (const [name, path] of Object.entries(keep)) names.set(name, String(at(answer.body, path)));
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** The request with its names filled in and its query encoded. */
export function asked({ query, path, ...request }: Request, names: Names) {
  const parameters = Object.entries(filled(query ?? {}, names)).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  const target = filled(path, names) + (parameters.length > 0 ? `?${parameters.join('&')}` : '');
  return { ...filled(request, names), path: target };
}

/** Compares an answer with what a row expects of it. */
export function checkAnswer(answer: WireAnswer, { expect: wanted }: Pick<Row, 'expect'>, names: Names): void {
  const { status, headers, body, text } = answer;
  expect([wanted.status].flat()).toContain(status);
  if (status >= 400) expectError(answer, wanted.scimType);
  if (wanted.empty) expect(text).toBe('');
  if (wanted.body) expect(body).toMatchObject(filled(wanted.body, names));
  for (const [name, value] of Object.entries(filled(wanted.exactly ?? {}, names))) {
    expect(body?.[name]).toEqual(value);
  }
  for (const path of wanted.lacks ?? []) expect(at(body, path.split(' '))).toBeUndefined();
  if (wanted.found !== undefined) expect(body).toMatchObject({ totalResults: wanted.found });
  if (wanted.finds) {
    const found = (body?.['Resources'] as { id: string }[] | undefined)?.map(({ id }) => id);
    expect(found).toEqual(wanted.finds.map((name) => names.get(name)));
  }
  const meta = (body?.['meta'] ?? {}) as Record<string, string>;
  for (const [name, value] of Object.entries(wanted.headers ?? {})) {
    if (value === null) expect(headers[name]).toBeUndefined();
    else if (value instanceof RegExp) expect(headers[name]).toMatch(value);
    else expect(headers[name]).toBe(filled(value, new Map([...names, ...Object.entries(meta)])));
  }
}

/** RFC 7644 §3.12, whatever went wrong. */
function expectError({ status, headers, body }: WireAnswer, scimType: string | undefined): void {
  expect(headers['content-type']).toContain('application/scim+json');
  expect(body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status) });
  expect(typeof body?.['detail']).toBe('string');
  if (scimType !== undefined) expect(body).toMatchObject({ scimType });
  if (status === 401) expect(headers['www-authenticate']).toMatch(/^Bearer/);
}

/** Compares what a request has left in the database with what it should have. */
export async function expectEffect(
  server: ScimServer,
  before: State,
  after: State,
  wanted: Effect,
  names: Names,
): Promise<void> {
  expect(await effectOf(server, before, after, wanted, names)).toEqual(filled(expectedOf(wanted), names));
}

/** What `effectOf` must come to: lists in order, and nothing where the row says nothing. */
function expectedOf(effect: Effect) {
  if (effect === 'nothing') return { people: 0, events: [], ledger: [], same: true };
  const { person, people, members, groups, events, ledger, standing } = effect;
  // an effect that says nothing at all leaves open what happens
  const silent = Object.keys(effect).length === 0;
  return {
    ...(!silent && { people: people ?? 0, events: (events ?? []).toSorted() }),
    ...(ledger && { ledger: ledger.toSorted() }),
    ...(person && { person: { ...person, of: undefined } }),
    ...(members && { members }),
    ...(groups && { groups }),
    ...(standing && { standing }),
  };
}
