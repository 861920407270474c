import fc from 'fast-check';
import { expect, it } from 'vitest';
import { globMatches, type Pattern, patternKey, type Selectable, selects } from './pattern.js';
import { patternForm } from './pattern-form.js';

const tool: Selectable = {
  kind: 'tool',
  serverId: 's1',
  name: 'delete_charge',
  risk: 'destructive',
  tags: ['money'],
  server: { tags: ['billing'], environment: 'production', classification: null },
};
it.each<[Pattern, boolean]>([
  [{ name: 'delete_*' }, true],
  [{ name: 'delete_?harge' }, true],
  [{ name: 'delete' }, false],
  [{ name: 'DELETE_*' }, false],
  [{ server: 's1', risk: ['destructive', 'write'] }, true],
  [{ server: 's2', risk: ['destructive'] }, false],
  [{ tag: 'money' }, true],
  [{ tag: 'billing' }, true],
  [{ tag: 'bill' }, false],
  [{ environment: ['production'], risk: ['read'] }, false],
  [{ classification: ['public'] }, false],
  [{ kind: 'prompt', name: '*' }, false],
])('%j selects: %s [access.pattern]', (pattern, expected) => {
  expect(selects(pattern, tool)).toBe(expected);
});

it('of a server of which nobody said it, fits as a deny and not as leave [access.pattern-unsaid]', () => {
  const secret: Pattern = { classification: ['restricted'] };
  expect([selects(secret, tool), selects(secret, tool, true)]).toEqual([false, true]);
  const known = { ...tool, server: { ...tool.server, classification: 'public' } } as const;
  expect(selects(secret, known, true)).toBe(false);
});

it('takes a glob for what it says, character by character [access.pattern-glob]', () => {
  const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 12 });
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', '('), maxLength: 8 });
  fc.assert(
    fc.property(glob, text, (pattern, name) => {
      const same = escaped(pattern)
        .replaceAll(String.raw`\*`, '.*')
        .replaceAll(String.raw`\?`, '.');
      expect(globMatches(pattern, name)).toBe(new RegExp(`^${same}$`).test(name));
    }),
    { numRuns: 3000 },
  );
});

it('takes no longer for a glob that is made to be slow [access.pattern-bounded]', () => {
  const glob = `${'*a'.repeat(127)}*b`;
  expect(patternForm.safeParse({ name: glob }).success).toBe(true);
  const { user } = process.cpuUsage();
  expect(globMatches(glob, 'a'.repeat(8192))).toBe(false);
  expect(process.cpuUsage().user - user).toBeLessThan(50_000);
});

it.each<[string, unknown, string]>([
  ['nothing', {}, ''],
  ['a kind only', { kind: 'tool' }, ''],
  ['an unknown word', { nmae: 'a' }, ''],
  ['no id', { server: 'crm' }, 'server'],
  ['an id that is written as no id is kept', { server: '0190A000-0000-7000-8000-00000000000A' }, 'server'],
  ['a tag that nothing can have', { tag: 'Money' }, 'tag'],
  ['a huge glob', { name: '*'.repeat(257) }, 'name'],
  ['a look-alike glob', { name: 'dеlete_*' }, 'name'],
  ['a zero-width tag', { tag: 'a\u200bb' }, 'tag'],
  ['a regular expression', { name: { $regex: '(a+)+$' } }, 'name'],
  ['no risk', { risk: [] }, 'risk'],
  ['a risk twice', { risk: ['read', 'read'] }, 'risk'],
  ['an unknown environment', { environment: ['production', 'moon'] }, 'environment.1'],
])('refuses %s with its place [access.pattern-refused]', (_, pattern, place) => {
  const issue = patternForm.safeParse(pattern).error?.issues[0];
  expect(issue?.path.join('.')).toBe(place);
});

it('gives equal patterns equal keys [access.pattern]', () => {
  expect(patternKey({ tag: 'a', name: 'b' })).toBe(patternKey({ kind: 'tool', name: 'b', tag: 'a' }));
  expect(patternKey({ kind: 'prompt', name: 'b' })).not.toBe(patternKey({ name: 'b' }));
});
