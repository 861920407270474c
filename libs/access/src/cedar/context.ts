import { isIP } from 'node:net';
import { counterKey } from '../core/condition/counter.js';
import type { ConditionEnv } from '../core/condition/env.js';
import { lookUp, stepsOf } from '../core/condition/path.js';
import { climbs, unclear } from '../core/condition/text.js';
import type { Attributes, Match, Weekday } from '../core/condition/types.js';
import { wallClock } from '../core/condition/wall-clock.js';
import { decimalsAround } from './decimals.js';
import type { Leaf, Vocabulary } from './vocabulary.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * What is known of one call on one side, as the policies look at it. Arguments are sorted by kind, so that a value of
 * another kind is simply not there; texts that are not plain are named apart (`unclear`, `climbing`, `mixed`).
 */
export function contextOf(env: ConditionEnv, words: Vocabulary): Json {
  const { at, context, agent } = env;
  const [person, owner] = [attributesOf(env.person, words), attributesOf(env.owner, words)];
  return {
    now: extension('datetime', at.toISOString()),
    args: argumentsOf(env.args, words),
    person: person.texts,
    personMixed: person.mixed,
    owner: owner.texts,
    ownerMixed: owner.mixed,
    agent: {
      id: agent.id,
      tags: agent.tags,
      ...(agent.environment === null ? {} : { environment: agent.environment }),
    },
    clock: Object.fromEntries([...words.zones].map((zone) => [zone, clockOf(zone, at)])),
    ...(typeof context?.clientId === 'string' ? { client: context.clientId } : {}),
    ...(context?.signIn ? { signIn: signInOf(context.signIn, at) } : {}),
    ...(context?.called ? { called: context.called } : {}),
    ...(context?.usage ? { used: usedOf(env, context.usage, words) } : {}),
    ...computedOf(env, words),
  };
}

const extension = (fn: string, arg: string): Json => ({ __extn: { fn, arg } });

function argumentsOf(args: unknown, { paths }: Vocabulary): Json {
  const kinds = { text: {}, low: {}, high: {}, flag: {}, texts: {}, address: {} } as Record<
    string,
    Record<string, unknown>
  >;
  const odd: Record<'unclear' | 'climbing' | 'mixed', string[]> = { unclear: [], climbing: [], mixed: [] };
  const put = (kind: string, path: string, value: unknown): void => {
    Object.assign(kinds[kind] ?? {}, { [path]: value });
  };
  for (const path of paths) {
    const found = lookUp(args, stepsOf(path));
    if (found === undefined) continue;
    if (path.includes('[*]')) {
      put('texts', path, found.filter(isClear));
      if (!found.every(isClear)) odd.mixed.push(path);
      continue;
    }
    const [value] = found;
    if (typeof value === 'string') {
      put('text', path, value);
      if (unclear(value)) odd.unclear.push(path);
      if (climbs(value)) odd.climbing.push(path);
      const address = addressOf(value);
      if (address !== null) put('address', path, extension('ip', address));
    } else if (typeof value === 'number') {
      const around = decimalsAround(value);
      if (around) for (const end of ['low', 'high'] as const) put(end, path, extension('decimal', around[end]));
    } else if (typeof value === 'boolean') put('flag', path, value);
  }
  return { ...kinds, ...odd };
}

const isClear = (value: unknown): value is string => typeof value === 'string' && !unclear(value);

/** Cedar reads no IPv4 address that is written as IPv6 (RFC 4291 §2.5.5.2), and no zones. */
function addressOf(text: string): string | null {
  if (isIP(text) === 0 || text.includes('%')) return null;
  if (!text.includes(':')) return text;
  const url = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(url);
  if (!mapped) return url;
  const parts = mapped.slice(1).map((part) => Number.parseInt(part, 16));
  return parts.flatMap((part) => [part >> 8, part & 255]).join('.');
}

function attributesOf(attributes: Attributes | null, words: Vocabulary): { texts: Json; mixed: string[] } {
  const texts: Record<string, unknown> = {};
  const mixed: string[] = [];
  for (const name of words.attributes) {
    const said = attributes && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (said === undefined || said === null) continue;
    const values: readonly unknown[] = Array.isArray(said) ? said : [said];
    texts[name] = values.filter((value) => typeof value === 'string');
    if (!values.every(isClear)) mixed.push(name);
  }
  return { texts, mixed };
}

const week: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
function clockOf(zone: string, at: Date): Json {
  const local = wallClock(zone, at);
  const day = local.getUTCDay();
  return {
    day: week[day],
    yesterday: week[(day + 6) % 7],
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

function signInOf({ acr, at: since }: { acr: string | null; at: Date }, at: Date): Json {
  return { age: at.getTime() - since.getTime(), ...(acr === null ? {} : { acr }) };
}

function usedOf({ ids }: ConditionEnv, usage: Readonly<Record<string, number>>, words: Vocabulary): Json {
  return Object.fromEntries(
    [...words.counters].map(([label, { counter, grantId, profileId }]) => {
      const key = counterKey(counter, { ...ids, grantId, profileId });
      return [label, Object.hasOwn(usage, key) ? usage[key] : 0];
    }),
  );
}

function computedOf(env: ConditionEnv, { computed, doubted }: Vocabulary): Json {
  const said: Record<string, boolean> = {};
  const unsure: string[] = [];
  const say = (key: string, match: Match): void => {
    if (match !== 'missing') said[key] = match;
  };
  for (const [key, { match }] of computed) say(key, match(env));
  for (const [key, { leaf, match }] of doubted) {
    if (!isDoubtful(leaf, env)) continue;
    const found = match(env);
    say(key, found);
    if (found === 'missing') unsure.push(key);
  }
  return { computed: said, unsure };
}

/** Does the test look at anything but clear texts, and numbers that Cedar holds? */
function isDoubtful(leaf: Leaf, env: ConditionEnv): boolean {
  if (!('op' in leaf) || 'counter' in leaf) return false;
  const plain =
    'of' in leaf ? isClear : (value: unknown) => typeof value !== 'number' || decimalsAround(value) !== undefined;
  const operands = 'of' in leaf ? [leaf, leaf.of] : [leaf];
  return operands.some((operand) => {
    if ('arg' in operand)
      return lookUp(env.args, stepsOf(operand.arg))?.some((value) => value !== undefined && !plain(value)) ?? false;
    if (!('person' in operand) && !('owner' in operand)) return false;
    const [of, name] = 'person' in operand ? [env.person, operand.person] : [env.owner, operand.owner];
    const said = of && Object.hasOwn(of, name) ? of[name] : null;
    return said !== null && said !== undefined && ![said].flat().every(plain);
  });
}
