import type { Condition, Pattern } from './agent.js';
import { usedWords } from './counter-words.js';
import { patternWords } from './pattern-words.js';
import type { ServerName } from './server-name.js';
import { shortId } from './short-id.js';
import { quoted, testWords } from './test-words.js';
import { assuranceWords, windowWords } from './time-words.js';

const serverById: ServerName = (id) => `server ${shortId(id)}`;

/**
 * A condition as people read it: `a ≤ 100 and path begins with “/invoices/”`.
 * @param serverName of the server with this id
 */
export function inWords(condition: Condition, serverName: ServerName = serverById): string {
  const words = (part: Condition): string => inWords(part, serverName);
  if ('all' in condition) return joined(condition.all.map(bracketed(words)), 'and', 'always');
  if ('any' in condition) return joined(condition.any.map(bracketed(words)), 'or', 'never');
  if ('not' in condition) return negated(condition.not, words, serverName);
  if ('time' in condition) return windowWords(condition.time);
  if ('assurance' in condition) return assuranceWords(condition.assurance);
  if ('called' in condition) return `this session called one of the ${selected(condition.called, serverName)}`;
  if ('counter' in condition) return usedWords(condition.counter, condition.op, condition.value);
  if ('cel' in condition) return `the expression ${quoted(condition.cel)} is true`;
  return testWords(condition);
}

const selected = (pattern: Pattern, serverName: ServerName): string =>
  patternWords(pattern, serverName).replace(/^all /, '');

function negated(condition: Condition, words: (part: Condition) => string, serverName: ServerName): string {
  if ('called' in condition) {
    return `this session called none of the ${selected(condition.called, serverName)}`;
  }
  return `not (${words(condition)})`;
}

type Said = Readonly<{ alone: string; within: string }>;

/** A group inside another stands in brackets, so that `and` and `or` cannot be misread. */
const bracketed =
  (words: (part: Condition) => string) =>
  (part: Condition): Said => {
    const alone = words(part);
    return { alone, within: 'all' in part || 'any' in part ? `(${alone})` : alone };
  };

function joined(parts: readonly Said[], word: 'and' | 'or', whenEmpty: string): string {
  const [first] = parts;
  if (first === undefined) return whenEmpty;
  return parts.length === 1 ? first.alone : parts.map(({ within }) => within).join(` ${word} `);
}
