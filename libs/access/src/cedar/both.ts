import { quoted } from './text.js';
import type { Leaf, Vocabulary } from './vocabulary.js';

/** `surely`: it is true; `maybe`: it is not false. */
export type Both = Readonly<{ surely: string; maybe: string }>;

/** What can be told where something is known. */
export const given = (known: string, says: string): Both => ({
  surely: `(${known} && ${says})`,
  maybe: ifKnown(known, says),
});

/** Cedar's validator follows what is known through `if`, and not through `!`. */
export const ifKnown = (known: string, says: string): string => `(if ${known} then ${says} else true)`;

export function computed(leaf: Leaf, words: Vocabulary): Both {
  const key = quoted(words.compute(leaf));
  return given(`context.computed has ${key}`, `context.computed[${key}]`);
}

/** Where the values are not plain, our own word stands in for Cedar's, also when it is that nobody can say. */
export function unlessComputed(leaf: Leaf, known: string, says: string, words: Vocabulary): Both {
  const key = quoted(words.compute(leaf, 'doubted'));
  const plain = given(`${known} && !context.unsure.contains(${key})`, says);
  const ours = (other: string): string =>
    `(if context.computed has ${key} then context.computed[${key}] else ${other})`;
  return { surely: ours(plain.surely), maybe: ours(plain.maybe) };
}
