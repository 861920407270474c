import { describe, expect, it } from 'vitest';
import { isSoundCommand, upstreamUrl } from './address.js';
import { type KnownTool, drift } from './drift.js';
import { seenIn } from './seen.js';
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
    kind: 'tool',
    name: 't',
    state: 'available',
    definitionHash: 'A',
    approvedHash: 'A',
    ...over,
  });
  const look = (seen: [string, string][]) => ({
    kinds: ['tool'] as const,
    leftOut: [],
    byKey: new Map(
      seen.map(([name, hash]) => [`tool ${name}`, { kind: 'tool', name, hash, definition: { name } } as const]),
    ),
  });

  it.each([
    ['a new tool', [], [['t', 'A']], [{ kind: 'added', seen: { name: 't', hash: 'A' }, state: 'available' }]],
    ['nothing new', [tool()], [['t', 'A']], []],
    ['a changed definition', [tool()], [['t', 'B']], [{ kind: 'changed', seen: { hash: 'B' }, state: 'held' }]],
    [
      'a second change while held',
      [tool({ state: 'held', definitionHash: 'B' })],
      [['t', 'C']],
      [{ kind: 'changed', seen: { hash: 'C' }, state: 'held' }],
    ],
    [
      'the approved one again',
      [tool({ state: 'held', definitionHash: 'B' })],
      [['t', 'A']],
      [{ kind: 'changed', seen: { hash: 'A' }, state: 'available' }],
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
      const found = drift(known, look(seen), []);
      expect(found).toHaveLength(expected.length);
      expect(found).toMatchObject(expected);
    },
  );

  it('finds what appears after the first look waiting for approval, and it goes on waiting [catalog.pin.new-held]', () => {
    expect(drift([], look([['t', 'A']]), ['tool'])).toMatchObject([{ kind: 'added', state: 'held' }]);
    const unapproved = tool({ state: 'held', approvedHash: '' });
    expect(drift([unapproved], look([['t', 'A']]), ['tool'])).toEqual([]);
    expect(drift([tool({ state: 'removed', approvedHash: '' })], look([['t', 'A']]), ['tool'])).toMatchObject([
      { kind: 'returned', state: 'held' },
    ]);
  });

  it('says nothing of kinds that were not read [catalog.drift]', () => {
    expect(drift([tool({ kind: 'prompt' })], look([]), ['tool', 'prompt'])).toEqual([]);
  });

  it('takes no name that stands for two definitions, nor one that is not sound [catalog.definition.sound]', () => {
    const twice = [
      { name: 'pay' },
      { name: 'pay', description: 'to me' },
      { name: 'read' },
      { name: 'read' },
      { name: '' },
    ];
    const seen = seenIn({ tool: twice, resource: [{ uri: 'file:///a b', name: 'a' }] });
    expect([...seen.byKey.keys()]).toEqual(['tool read']);
    expect(seen.leftOut).toEqual(['tool pay', 'tool ', 'resource file:///a b']);
  });
});

describe('addresses', () => {
  it.each([
    ['http://127.0.0.1:3001/mcp', true],
    ['https://mcp.example.com/mcp?tenant=1', true],
    ['file:///etc/passwd', false],
    ['ftp://example.com', false],
    ['javascript:alert(1)', false],
    ['https://user:secret@example.com/mcp', false],
    ['https://mcp.example.com/mcp?project_ref=a&read_only=true', true],
    ['https://mcp.example.com/mcp?monkey=1', true],
    ['https://mcp.example.com/mcp?key=1', false],
    ['https://mcp.example.com/mcp?tenant=1&apiKey=1', false],
    ['https://mcp.example.com/mcp?ACCESS_TOKEN=1', false],
    ['https://mcp.example.com/mcp?X-Amz-Signature=1', false],
    ['https://mcp.example.com/mcp?%61pi_key=1', false],
    ['not a url', false],
    ['', false],
  ])('%s: %s [catalog.address]', (text, fits) => expect(upstreamUrl(text) !== null).toBe(fits));

  it('refuse an empty program and control characters [catalog.address]', () => {
    expect(isSoundCommand({ program: 'npx', args: ['-y', 'x'] })).toBe(true);
    expect(isSoundCommand({ program: '', args: [] })).toBe(false);
    expect(isSoundCommand({ program: 'npx', args: ['a\nb'] })).toBe(false);
  });
});
