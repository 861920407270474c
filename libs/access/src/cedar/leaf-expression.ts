import { patternKey } from '../core/selector/pattern.js';
import type { Assurance, TimeWindow, Weekday } from '../core/condition/types.js';
import { and, listed, or, quoted } from './text.js';
import { type Both, computed, given, ifKnown } from './both.js';
import { testExpression } from './test-expression.js';
import type { Leaf, Of, Vocabulary } from './vocabulary.js';

export function leafExpression(leaf: Leaf, of: Of, words: Vocabulary): Both {
  if ('time' in leaf) return always(windowed(leaf.time, words));
  if ('assurance' in leaf) return assured(leaf.assurance);
  if ('called' in leaf) {
    return given('context has called', `context.called.contains(${quoted(patternKey(leaf.called))})`);
  }
  if ('counter' in leaf) {
    const label = quoted(words.count({ counter: leaf.counter, ...of }));
    const order = { lt: '<', lte: '<=', gt: '>', gte: '>=' }[leaf.op];
    return given(`context has used && context.used has ${label}`, `context.used[${label}] ${order} ${leaf.value}`);
  }
  if ('cel' in leaf) return computed(leaf, words);
  return testExpression(leaf, words) ?? computed(leaf, words);
}

/** What can always be told. */
const always = (says: string): Both => ({ surely: says, maybe: says });

function assured({ acr, maxAge }: Assurance): Both {
  const age = maxAge === undefined ? 'true' : `context.signIn.age <= ${maxAge * 1000}`;
  if (acr === undefined) return given('context has signIn', age);
  const known = 'context.signIn has acr';
  const says = `${listed(acr)}.contains(context.signIn.acr)`;
  return {
    surely: and('context has signIn', known, says, age),
    maybe: ifKnown('context has signIn', and(ifKnown(known, says), age)),
  };
}

const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Over what a clock in the zone shows; Cedar knows no zones. */
function windowed({ zone, days = week, from = '00:00', to = '24:00' }: TimeWindow, words: Vocabulary): string {
  words.zones.add(zone);
  const clock = `context.clock[${quoted(zone)}]`;
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const today = `${listed(days)}.contains(${clock}.day)`;
  if (begin < end) return and(`${clock}.minute >= ${begin}`, `${clock}.minute < ${end}`, today);
  const yesterday = `${listed(days)}.contains(${clock}.yesterday)`;
  return or(and(`${clock}.minute >= ${begin}`, today), and(`${clock}.minute < ${end}`, yesterday));
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
