import { describe, expect, it } from 'vitest';
import { isOfForm } from './result-form.js';

describe('a result', () => {
  it.each([
    [
      'tools/call',
      {
        content: [
          { type: 'text', text: 'x' },
          { type: 'of the future', a: 1 },
        ],
        more: 1,
      },
    ],
    ['tools/call', { content: [], isError: true }],
    ['tools/call', { structuredContent: 7 }],
    ['resources/read', { contents: [{ uri: 'a:b', blob: '' }] }],
    ['prompts/get', { messages: [{ role: 'user', content: {} }] }],
    ['completion/complete', { completion: { values: [] } }],
    ['resources/subscribe', {}],
    ['tasks/get', { status: 'working' }],
  ])('of %s passes with fields that no revision knows: %j [upstream.hostile.form]', (method, result) => {
    expect(isOfForm(method, result)).toBe(true);
  });

  it.each([
    ['tools/call', {}],
    ['tools/call', { content: 'text' }],
    ['tools/call', { content: { type: 'text' } }],
    ['tools/call', { content: [null] }],
    ['tools/call', { content: [{ text: 'x' }] }],
    ['tools/call', { tools: [] }],
    ['resources/read', { contents: {} }],
    ['prompts/get', { messages: [7] }],
    ['completion/complete', { completion: [] }],
  ])('of %s that is none is told from it: %j [upstream.hostile.form]', (method, result) => {
    expect(isOfForm(method, result)).toBe(false);
  });
});
