import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isServerName } from '@app/catalog';
import { publicDefinition } from './definitions.js';
import { publicUri, splitPublicUri } from './public-uri.js';
import { publicResult } from './results.js';

const serverName = fc.stringMatching(/^[a-z0-9-]{1,24}$/).filter(isServerName);
const uri = fc.oneof(
  fc.webUrl(),
  fc.string({ minLength: 1 }),
  fc.constantFrom('file:///x', 's.a+b:c', 'a+b', '{+uri}'),
);

/** RFC 3986 §3.1. */
const scheme = /^[a-z][a-z0-9+.-]*:/i;

describe('public URIs', () => {
  it('lead back to the one server and URI that they were made from [gateway.names.uri]', () => {
    fc.assert(
      fc.property(serverName, uri, (server, own) => {
        const shown = publicUri(server, own);
        expect(splitPublicUri(shown)).toEqual({ server, uri: own });
        expect(scheme.test(own) && !scheme.test(shown)).toBe(false);
      }),
    );
    expect([publicUri('files', 'file:///x'), publicUri('9x', 'file:///x')]).toEqual([
      'files+file:///x',
      's.9x+file:///x',
    ]);
  });

  it('are of one server only: no other text leads to the same one [gateway.names.uri]', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const split = splitPublicUri(text);
        expect(split ? publicUri(split.server, split.uri) : text).toBe(text);
      }),
    );
    for (const text of ['file:///x', '9x+file:///x', 's.files+file:///x', '+x', 'Files+x', 'a__b+x']) {
      expect(splitPublicUri(text)).toBeNull();
    }
  });
});

describe('what one server names', () => {
  it('is renamed in definitions, wherever a URI of it stands [gateway.names.definitions]', () => {
    const meta = { ui: { resourceUri: 'ui://a', visibility: ['model'] }, other: 1 };
    expect(publicDefinition('tool', 'x', 'a', { name: 'a', execution: {}, _meta: meta })).toEqual({
      name: 'x__a',
      _meta: { ui: { resourceUri: 'x+ui://a', visibility: ['model'] }, other: 1 },
    });
    expect(publicDefinition('tool', 'x', 'a', { name: 'a', _meta: { ui: 1 } })).toEqual({
      name: 'x__a',
      _meta: { ui: 1 },
    });
    expect(publicDefinition('resource', 'x', 'a:b', { uri: 'a:b', name: 'n', size: 3 })).toEqual({
      uri: 'x+a:b',
      name: 'n',
      size: 3,
    });
    expect(publicDefinition('resource_template', 'x', 'a:{b}', { uriTemplate: 'a:{b}', name: 'n' })).toEqual({
      uriTemplate: 'x+a:{b}',
      name: 'n',
    });
    expect(publicDefinition('prompt', 'x', 'p', { name: 'p', title: 't' })).toEqual({ name: 'x__p', title: 't' });
  });

  it('is renamed in results, and nothing else is touched [gateway.names.results]', () => {
    const link = { type: 'resource_link', uri: 'a:b', name: 'n', more: { uri: 'a:c' } };
    const embedded = { type: 'resource', resource: { uri: 'a:b', text: 't', uriOf: 'a:b' } };
    const strange = [{ type: 'hologram', uri: 'a:b' }, null, 7, { type: 'resource' }];
    expect(publicResult('x', 'tool', { content: [link, embedded, ...strange], uri: 'a:b' })).toEqual({
      content: [
        { ...link, uri: 'x+a:b' },
        { type: 'resource', resource: { uri: 'x+a:b', text: 't', uriOf: 'a:b' } },
        ...strange,
      ],
      uri: 'a:b',
    });
    expect(publicResult('x', 'resource', { contents: [{ uri: 'a:b', blob: 'eA==' }] })).toEqual({
      contents: [{ uri: 'x+a:b', blob: 'eA==' }],
    });
    expect(publicResult('x', 'prompt', { messages: [{ role: 'user', content: link }, 1] })).toEqual({
      messages: [{ role: 'user', content: { ...link, uri: 'x+a:b' } }, 1],
    });
    expect(publicResult('x', 'task', { status: 'completed', result: { content: [link] } })).toEqual({
      status: 'completed',
      result: { content: [{ ...link, uri: 'x+a:b' }] },
    });
    expect(publicResult('x', 'completion', { completion: { values: ['a:b'] } })).toEqual({
      completion: { values: ['a:b'] },
    });
  });
});
