import { describe, expect, it } from 'vitest';
import { readOffered } from './reading.js';

const tool = { name: 'pay', inputSchema: { type: 'object' } };
const illegal = { type: 'object', properties: { a: { type: 'number', 'x-mcp-header': 'A' } } };
const listed = (...tools: object[]) => ({ result: { tools } });

describe('a reading', () => {
  it('takes neither of two of one name when one is not legal, in any order [connectors.reading.twice]', async () => {
    const twice = [tool, { ...tool, inputSchema: illegal }];
    for (const tools of [twice, twice.toReversed()]) {
      const { offered, leftOut } = await readOffered(() => Promise.resolve(listed(...tools, { name: 'b' })), null);
      expect(offered.tool).toEqual([{ name: 'b' }]);
      expect(leftOut).toEqual(['tool pay']);
    }
  });

  it('ends when the pages are too large together, or too many [connectors.reading.bounded]', async () => {
    let pages = 0;
    const description = 'a'.repeat(1024 * 1024);
    const endless = (size: string) => () =>
      Promise.resolve({ result: { tools: [{ ...tool, description: size }], nextCursor: String(++pages) } });
    await expect(readOffered(endless(description), null)).rejects.toMatchObject({ code: 'upstream.unusable' });
    expect(pages).toBe(10);
    await expect(readOffered(endless(''), null)).rejects.toMatchObject({ code: 'upstream.unusable' });
    expect(pages).toBe(110);
  });

  it('says which kinds were asked for in vain [connectors.reading.hidden]', async () => {
    const { offered } = await readOffered(
      (method) => Promise.resolve(method === 'tools/list' ? listed(tool) : { error: { code: -32603, message: '' } }),
      () => Promise.resolve(new Set(['tools', 'prompts'])),
    );
    expect(offered).toEqual({ tool: [tool], resource: [], resource_template: [], prompt: null });
  });
});
