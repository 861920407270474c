import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lines } from './lines.js';

function heard(chunks: readonly Buffer[], mostBytes: number) {
  const lines: string[] = [];
  const tooLong: (number | null)[] = [];
  const cutter = new Lines(
    mostBytes,
    (line) => lines.push(line),
    (id) => tooLong.push(id),
  );
  for (const chunk of chunks) cutter.take(chunk);
  return { lines, tooLong };
}
/** The text in pieces of these sizes. */
function inPieces(text: string, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let rest = Buffer.from(text);
  for (const size of sizes) {
    pieces.push(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  return [...pieces, rest];
}
const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 });

describe('what a program says', () => {
  it('is the same lines in whatever pieces it comes [upstream.limit.size]', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
        sizes,
        (said, cuts) => {
          const text = said.map((line) => `${line}\n`).join('');
          expect(heard(inPieces(text, cuts), 10_000).lines).toEqual(said.filter((line) => line !== ''));
        },
      ),
    );
  });

  it('is never kept beyond the limit, and the id of the answer is found at either end [upstream.limit.size]', () => {
    const fill = 'x'.repeat(600);
    const long = [
      [`{"jsonrpc":"2.0","id":7,"result":{"t":"${fill}"}}`, 7],
      [`{"result":{"t":"${fill}"},"jsonrpc":"2.0","id":8}`, 8],
      [`{"id":9,"jsonrpc":"2.0","result":"${fill}"}`, 9],
      [`{"result":{"id":5,"t":"${fill}"}}`, null],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...long), sizes, ([line, id], cuts) => {
        const { lines, tooLong } = heard(inPieces(`${line}\n{"id":1}\n`, cuts), 500);
        expect([lines, tooLong]).toEqual([['{"id":1}'], [id]]);
      }),
    );
  });
});
