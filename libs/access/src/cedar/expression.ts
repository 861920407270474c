import type { Condition } from '../core/condition/types.js';
import { leafExpression } from './leaf-expression.js';
import { and, or } from './text.js';
import type { Of, Vocabulary } from './vocabulary.js';

/**
 * Cedar has two truth values and an error, which skips the policy; a condition has three. So it is said twice: `surely`
 * is true where the condition is true, and `maybe` is true unless it is false. Neither ever errs.
 */
export function expressed(condition: Condition, as: 'surely' | 'maybe', of: Of, words: Vocabulary): string {
  if ('all' in condition) return and(...condition.all.map((part) => expressed(part, as, of, words)));
  if ('any' in condition) return or(...condition.any.map((part) => expressed(part, as, of, words)));
  if ('not' in condition) return `!(${expressed(condition.not, as === 'surely' ? 'maybe' : 'surely', of, words)})`;
  return leafExpression(condition, of, words)[as];
}
