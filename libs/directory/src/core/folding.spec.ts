import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from './folding.js';

describe('folding', () => {
  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['ÉLODIE', 'élodie'],
    ['E\u0301lodie', 'élodie'],
    ['ﬁona', 'fiona'],
    ['ＡＤＡ', 'ada'],
  ])('brings %s to %s [directory.folding]', (text, folded) => expect(fold(text)).toBe(folded));

  it('is settled after one pass, for ASCII and Latin text [directory.folding]', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\u0020-\u017f]*$/), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});
