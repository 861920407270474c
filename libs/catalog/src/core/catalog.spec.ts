import { describe, expect, it } from 'vitest';
import { isSoundCommand, upstreamUrl } from './address.js';
import { type KnownTool, drift } from './drift.js';
import { isServerName, publicName, splitPublicName } from './names.js';
import { riskOf } from './risk.js';

describe('risk', () => {
  it.each([
    [{ readOnlyHint: true }, 'read'],
    [{ destructiveHint: true }, 'destructive'],
    [{ readOnlyHint: false, destructiveHint: false }, 'write'],
    [{ readOnlyHint: false }, 'unknown'],
    [{ readOnlyHint: 'true' }, 'unknown'],
    [{}, 'unknown'],
    [undefined, 'unknown'],
    [null, 'unknown'],
  ])('of %j is %s [catalog.risk]', (annotations, risk) => expect(riskOf(annotations)).toBe(risk));
});

describe('public names', () => {
  it('join server and tool and split again without doubt [catalog.names]', () => {
    expect(publicName('files', 'read__file')).toBe('files__read__file');
    expect(splitPublicName('files__read__file')).toEqual({ server: 'files', tool: 'read__file', cut: false });
  });

  it('fit 64 characters of the common charset, and stay distinct [catalog.names]', () => {
    const long = ['a'.repeat(80), `${'a'.repeat(79)}b`, 'get.data', 'get_data', 'get/data'];
    const names = long.map((tool) => publicName('files', tool));
    expect(names.every((name) => /^[A-Za-z0-9_-]{1,64}$/.test(name))).toBe(true);
    expect(new Set(names).size).toBe(long.length);
    expect(splitPublicName(names[0]!)?.cut).toBe(true);
  });

  it.each(['', '__', 'files', '__tool', 'files__', 'Files__tool', 'a_b__tool'])('refuse %j [catalog.names]', (name) =>
    expect(splitPublicName(name)).toBeNull(),
  );

  it.each([
    ['a', true],
    ['files-2', true],
    ['-a', false],
    ['a_b', false],
    ['a'.repeat(25), false],
  ])('a server may be called %s: %s [catalog.names]', (name, fits) => expect(isServerName(name)).toBe(fits));
});

describe('drift', () => {
  const tool = (over: Partial<KnownTool> = {}): KnownTool => ({
    id: '1',
    name: 't',
    state: 'available',
    definitionHash: 'A',
    approvedHash: 'A',
    ...over,
  });

  it.each([
    ['a new tool', [], [['t', 'A']], [{ kind: 'added', name: 't', hash: 'A' }]],
    ['nothing new', [tool()], [['t', 'A']], []],
    ['a changed definition', [tool()], [['t', 'B']], [{ kind: 'changed', hash: 'B', state: 'held' }]],
    [
      'a second change while held',
      [tool({ state: 'held', definitionHash: 'B' })],
      [['t', 'C']],
      [{ kind: 'changed', hash: 'C', state: 'held' }],
    ],
    [
      'the approved one again',
      [tool({ state: 'held', definitionHash: 'B' })],
      [['t', 'A']],
      [{ kind: 'changed', hash: 'A', state: 'available' }],
    ],
    ['a held one unchanged', [tool({ state: 'held', definitionHash: 'B' })], [['t', 'B']], []],
    ['a tool gone', [tool()], [], [{ kind: 'removed' }]],
    ['a tool gone before', [tool({ state: 'removed' })], [], []],
    ['a tool back as approved', [tool({ state: 'removed' })], [['t', 'A']], [{ kind: 'returned', state: 'available' }]],
    [
      'a tool back, never approved',
      [tool({ state: 'removed', definitionHash: 'B' })],
      [['t', 'B']],
      [{ kind: 'returned', state: 'held' }],
    ],
  ] as [string, KnownTool[], [string, string][], object[]][])(
    'given %s [catalog.drift]',
    (_, known, seen, expected) => {
      const found = drift(known, new Map(seen));
      expect(found).toHaveLength(expected.length);
      expect(found).toMatchObject(expected);
    },
  );
});

describe('addresses', () => {
  it.each([
    ['http://127.0.0.1:3001/mcp', true],
    ['https://mcp.example.com/mcp?tenant=1', true],
    ['file:///etc/passwd', false],
    ['ftp://example.com', false],
    ['javascript:alert(1)', false],
    ['https://user:secret@example.com/mcp', false],
    ['not a url', false],
    ['', false],
  ])('%s: %s [catalog.address]', (text, fits) => expect(upstreamUrl(text) !== null).toBe(fits));

  it('refuse an empty program and control characters [catalog.address]', () => {
    expect(isSoundCommand({ program: 'npx', args: ['-y', 'x'] })).toBe(true);
    expect(isSoundCommand({ program: '', args: [] })).toBe(false);
    expect(isSoundCommand({ program: 'npx', args: ['a\nb'] })).toBe(false);
  });
});
