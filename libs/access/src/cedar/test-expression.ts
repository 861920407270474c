import type { Operand, Scalar, Test } from '../core/condition/types.js';
import { asDecimal } from './decimals.js';
import { type Both, given, ifKnown, unlessComputed } from './both.js';
import { and, listed, literally, not, or, quoted } from './text.js';
import type { Vocabulary } from './vocabulary.js';

/** A test in Cedar's own words, or null where it has none. */
export function testExpression(test: Test, words: Vocabulary): Both | null {
  if ('of' in test) return compared(test, words);
  if ('arg' in test) return ofArgument(test, words);
  const said = saidBy(test, words);
  const texts = textsOf(test);
  if (texts === null) return null;
  if (said.isSet) return amongSeveral(said, texts, isNegative(test), false);
  return isNegative(test)
    ? given(said.known, not(`${listed(texts)}.contains(${said.value})`))
    : given(said.known, `${listed(texts)}.contains(${said.value})`);
}

type Said = Readonly<{ known: string; value: string; isSet: boolean; mixed: string }>;

/** Where a context says what an operand says; texts only. */
function saidBy(operand: Operand, words: Vocabulary): Said {
  const at = (record: string, name: string, isSet: boolean, mixed: string): Said => ({
    known: `${record} has ${quoted(name)}`,
    value: `${record}[${quoted(name)}]`,
    isSet,
    mixed,
  });
  if ('arg' in operand) {
    words.paths.add(operand.arg);
    const isSet = operand.arg.includes('[*]');
    const record = isSet ? 'context.args.texts' : 'context.args.text';
    return at(record, operand.arg, isSet, `context.args.mixed.contains(${quoted(operand.arg)})`);
  }
  if ('person' in operand || 'owner' in operand) {
    const [who, name] =
      'person' in operand ? (['person', operand.person] as const) : (['owner', operand.owner] as const);
    words.attributes.add(name);
    return at(`context.${who}`, name, true, `context.${who}Mixed.contains(${quoted(name)})`);
  }
  if ('agent' in operand) return at('context.agent', operand.agent, operand.agent === 'tags', 'false');
  if ('server' in operand) return at('resource.server', operand.server, false, 'false');
  return at('context', operand.call, false, 'false');
}

const isNegative = ({ op }: Test): boolean => op === 'ne' || op === 'notIn';

/** The texts that a test of sameness compares with. */
function textsOf(test: Exclude<Test, { of: unknown }>): readonly string[] | null {
  if (!['eq', 'ne', 'in', 'notIn'].includes(test.op)) return null;
  const values: readonly Scalar[] = Array.isArray(test.value) ? test.value : [test.value as Scalar];
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length === values.length && texts.length > 0 ? texts : null;
}

function ofArgument(test: Exclude<Test, { of: unknown }> & { arg: string }, words: Vocabulary): Both | null {
  const { arg, op } = test;
  const said = saidBy(test, words);
  const texts = textsOf(test);
  if (said.isSet)
    return texts && amongSeveral(said, texts, isNegative(test), !('each' in test) || test.each !== 'any', true);
  if (texts) {
    const isOne = `${listed(texts)}.contains(${said.value})`;
    const unclear = `context.args.unclear.contains(${quoted(arg)})`;
    if (!isNegative(test)) {
      return { surely: and(said.known, isOne), maybe: ifKnown(said.known, or(isOne, unclear)) };
    }
    return { surely: and(said.known, not(isOne), not(unclear)), maybe: not(and(said.known, isOne)) };
  }
  if (op === 'prefix' || op === 'suffix') return edged(said, arg, op, test.value as string);
  if (op === 'cidr') {
    const known = `context.args.address has ${quoted(arg)}`;
    const within = (test.value as readonly string[]).map(
      (range) => `context.args.address[${quoted(arg)}].isInRange(ip(${quoted(range)}))`,
    );
    return given(known, or(...within));
  }
  if (typeof test.value === 'boolean' && (op === 'eq' || op === 'ne')) {
    const known = `context.args.flag has ${quoted(arg)}`;
    return given(known, `context.args.flag[${quoted(arg)}] == ${op === 'eq' ? test.value : !test.value}`);
  }
  if (typeof test.value === 'number') return numbered(test, test.value, words);
  return null;
}

/** The beginning or end of a text that is clear, and for a beginning does not climb. */
function edged(said: Said, arg: string, op: 'prefix' | 'suffix', value: string): Both {
  const at = literally(value).slice(1, -1);
  const unclear = `context.args.unclear.contains(${quoted(arg)})`;
  const odd = op === 'prefix' ? or(unclear, `context.args.climbing.contains(${quoted(arg)})`) : unclear;
  return given(and(said.known, not(odd)), `${said.value} like "${op === 'prefix' ? `${at}*` : `*${at}`}"`);
}

/** A number lies between two decimals, or is both; comparing it with a decimal is comparing the nearer one. */
function numbered(test: Test & { arg: string }, value: number, words: Vocabulary): Both | null {
  const decimal = asDecimal(value);
  if (decimal === undefined) return null;
  const [low, high] = (['low', 'high'] as const).map((end) => `context.args.${end}[${quoted(test.arg)}]`);
  const known = `context.args.low has ${quoted(test.arg)} && context.args.high has ${quoted(test.arg)}`;
  const literal = `decimal("${decimal}")`;
  const same = `(${low} == ${literal} && ${high} == ${literal})`;
  const says: Partial<Record<Test['op'], string>> = {
    eq: same,
    ne: not(same),
    lt: `${low}.lessThan(${literal})`,
    lte: `${high}.lessThanOrEqual(${literal})`,
    gt: `${high}.greaterThan(${literal})`,
    gte: `${low}.greaterThanOrEqual(${literal})`,
  };
  const said = says[test.op];
  return said === undefined ? null : unlessComputed(test, known, said, words);
}

/** `every`: all of several must pass, otherwise one; none of nothing passes, save what is not to be of an attribute. */
function amongSeveral(said: Said, texts: readonly string[], negative: boolean, every: boolean, isList = false): Both {
  const { known, value, mixed } = said;
  const some = `${value}.containsAny(${listed(texts)})`;
  const only = `${listed(texts)}.containsAll(${value})`;
  const isAny = isList ? !every : !negative;
  if (isAny) {
    const found = negative ? not(only) : some;
    return { surely: and(known, found), maybe: ifKnown(known, or(found, mixed)) };
  }
  const fits = negative ? not(some) : only;
  const notEmpty = isList ? not(`${value}.isEmpty()`) : 'true';
  const maybeNotEmpty = isList ? or(notEmpty, mixed) : 'true';
  return { surely: and(known, notEmpty, fits, not(mixed)), maybe: ifKnown(known, and(maybeNotEmpty, fits)) };
}

/** One operand with another; what is no clear text we compare ourselves. */
function compared(test: Extract<Test, { of: Operand }>, words: Vocabulary): Both | null {
  if (!['eq', 'ne', 'in'].includes(test.op)) return null;
  const [left, right] = [saidBy(test, words), saidBy(test.of, words)];
  if ('arg' in test && left.isSet) return null;
  if ('arg' in test.of && right.isSet) return null;
  const same = equal(left, right);
  const says = test.op === 'ne' ? not(same) : same;
  return unlessComputed(test, and(left.known, right.known), says, words);
}

function equal(left: Said, right: Said): string {
  if (left.isSet) return `${left.value}.${right.isSet ? 'containsAny' : 'contains'}(${right.value})`;
  return right.isSet ? `${right.value}.contains(${left.value})` : `${left.value} == ${right.value}`;
}
