import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLines } from './event-lines.js';

function linesOf(chunks: readonly Buffer[]): string[] {
  const found: string[] = [];
  const lines = new EventLines((line) => found.push(line));
  for (const chunk of chunks) lines.take(chunk);
  return found;
}

describe('an event stream', () => {
  it('has the same lines however it is cut, ended by LF, CR LF or CR [upstream.stream.lines]', () => {
    const piece = fc.oneof(fc.constantFrom('\r', '\n', '\r\n', 'data: ä€😀', ''), fc.string());
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(200)), (pieces, cuts) => {
        const whole = Buffer.from(`${pieces.join('').replace(/^\ufeff/, '')}\n`);
        const chunks: Buffer[] = [];
        let from = 0;
        for (const cut of [...cuts, whole.length])
          chunks.push(whole.subarray(from, (from = Math.min(whole.length, from + cut))));
        chunks.push(whole.subarray(from));
        expect(linesOf(chunks)).toEqual(
          whole
            .toString('utf8')
            .split(/\r\n|\r|\n/)
            .slice(0, -1),
        );
      }),
    );
    expect(linesOf([Buffer.from('\ufeffdata: 1\n\ufeff\n')])).toEqual(['data: 1', '\ufeff']);
  });

  it('of ten megabytes in small parts, or of empty lines, takes no time to speak of [upstream.stream.lines]', () => {
    const small = Array.from({ length: 20_000 }, () => Buffer.alloc(500, 120));
    const empty = Array.from({ length: 16 }, () => Buffer.alloc(64 * 1024, 10));
    const before = process.cpuUsage();
    expect(linesOf([...small, Buffer.from('\n')])[0]).toHaveLength(10_000_000);
    expect(linesOf(empty)).toHaveLength(16 * 64 * 1024);
    const { user } = process.cpuUsage(before);
    expect(user / 1e6).toBeLessThan(2); // what looks at a byte more than once needs minutes
  });
});
