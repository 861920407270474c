import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestTemplate, matchesTemplate, readTemplate } from './uri-template.js';

const matches = (template: string, uri: string): boolean => {
  return matchesTemplate(readTemplate(template), uri);
};
const best = (uri: string, ...templates: string[]): string | null =>
  bestTemplate(templates.map(readTemplate), uri, new Set(['a://one', 'a://all{x}']));

describe('a URI template', () => {
  it.each([
    ['test://template/{id}/data', 'test://template/7/data', true],
    ['test://template/{id}/data', 'test://template/a%20b/data', true],
    ['test://template/{id}/data', 'test://template//data', false],
    ['test://template/{id}/data', 'test://template/7/8/data', false],
    ['test://template/{id}/data', 'test://template/7/data?admin=1', false],
    ['test://template/{id}/data', 'test://template/7/data/more', false],
    ['file:///{+path}', 'file:///a/b/c.txt', true],
    ['db://{table}{?limit,after}', 'db://people', true],
    ['db://{table}{?limit,after}', 'db://people?limit=3', true],
    ['db://{table}{?limit,after}', 'db://people?after=9&limit=3', true],
    ['db://{table}{?limit,after}', 'db://people?secret=1', false],
    ['db://{table}{?limit}', 'db://people?limit=3#x', false],
    ['db://x?kind=a{&page}', 'db://x?kind=a&page=2', true],
    ['db://x?kind=a{&page}', 'db://x?page=2', false],
    ['a://{x}{.type}', 'a://x.json', true],
    ['a://x{/parts*}', 'a://x/1/2', true],
    ['a://x{/part}', 'a://x/1/2', false],
    ['a://x{/part}', 'a://x', true],
    ['a://x{#place}', 'a://x#there', true],
    ['a://x', 'a://x', true],
    ['a://{x,y}', 'a://1,2', true],
    ['a://{x', 'a://{x', false],
    ['a://{;x}', 'a://;x=1', false],
  ])('%s and %s: %s [gateway.uri-template]', (template, uri, does) => {
    expect(matches(template, uri)).toBe(does);
  });

  it.each([
    'file:///a/../etc/passwd',
    'file:///a/%2e%2e/etc/passwd',
    'file:///a/%252e%252e/etc/passwd',
    'file:///a/..%2fetc',
    'file:///a\\..\\etc',
    'file:///./a',
    'file:///%zz',
    'file:///a ',
    'file:///a/b|c/\ud800',
    'file:///a/.\t./etc',
    'file:///a/.\n./etc',
    ' file:///etc',
    'file:///%65tc',
    'file:///%2565tc',
    'file:///a/..%252F100%25',
    'file:///a\\b',
    `file:///${'a'.repeat(5_000)}`,
  ])('does not match %s, which is read elsewhere than it says [gateway.uri-template.place]', (uri) => {
    expect([matches('file:///{+path}', uri), matches('file:///{a}/{b}/{c}', uri)]).toEqual([false, false]);
  });

  it.each(['file://localhost/etc', 'https://x.test:443/a', 'https://X.test/a', 'https://x.test'])(
    'does not match %s, which is the same as another one [gateway.uri-template.place]',
    (uri) => {
      expect([matches('file://{+path}', uri), matches('https://{+path}', uri)]).toEqual([false, false]);
    },
  );

  it.each(['a:b\tc', 'a://b\\c', 'b\tc', 'a:b\u007f'])(
    'does not match %j, of which some leave characters out [gateway.uri-template.place]',
    (uri) => {
      expect(matches('{+any}', uri)).toBe(false);
    },
  );

  it('is not read when it has very many parts [gateway.uri-template.cost]', () => {
    expect([32, 33].map((parts) => readTemplate(`x://${'{+a}'.repeat(parts)}`).read === null)).toEqual([false, true]);
  });

  it('matches what it is expanded to [gateway.uri-template]', () => {
    const value = fc.stringMatching(/^[A-Za-z0-9_~-]{1,12}$/);
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(matches('x://{a}/y/{b}{?c}', `x://${a}/y/${b}?c=${c}`)).toBe(true);
        expect(matches('x://{a}/y/{b}{?c}', `x://${a}/z/${b}?c=${c}`)).toBe(false);
      }),
    );
  });

  it.each([
    ['x://', '{+a}', 500, 'a', 4_000],
    ['x://', '{+a}', 16, 'a', 4_000],
    ['x://', '{+a}', 1, 'a', 1_000_000],
    ['', '{/a*}', 16, '/', 4_000],
  ])(
    'costs little, whoever wrote it: %s%s × %d and %s × %d [gateway.uri-template.cost]',
    (scheme, part, parts, char, chars) => {
      const hostile = readTemplate(`${scheme}${part.repeat(parts)}z`);
      const started = performance.now();
      expect(matchesTemplate(hostile, `x://${char.repeat(chars)}`)).toBe(false);
      expect(performance.now() - started).toBeLessThan(150);
    },
  );
});

describe('of several templates', () => {
  it('the most specific one is meant, in whatever order they stand [gateway.uri-template.specific]', () => {
    const all = ['a://{+any}', 'a://secrets/{id}', 'a://secrets/keys/{id}'];
    for (const order of [all, all.toReversed()]) {
      expect([best('a://secrets/keys/1', ...order), best('a://secrets/1', ...order), best('a://b', ...order)]).toEqual([
        'a://secrets/keys/{id}',
        'a://secrets/{id}',
        'a://{+any}',
      ]);
    }
  });

  it.each([
    ['a://secrets/1#x', 'a://secrets/{id}'],
    ['a://secrets/1?x=1', 'a://secrets/{id}'],
    ['a://secrets%2F1%3Fx', 'a://secrets/{id}'],
    ['a://secrets%2F1%2525', 'a://secrets/{id}'],
    ['a://secrets%2F1', 'a://secrets/{id}'],
    ['a://secrets%252F1', 'a://secrets/{id}'],
    ['A://secrets/1', 'a://secrets/{id}', '{+every}'],
    ['https://X.test/1', 'https://x.test/{id}', 'https://{+any}'],
    ['a://secrets/123', 'a://secrets/{id:3}'],
    ['a://secrets;id=3', 'a://secrets{;id}'],
    ['a://secrets/user', 'a://secrets/{user-id}'],
    ['a://1/secret', 'a://{id:3}/secret'],
  ])(
    'a wide one is not meant by %s, which a server may read as one of %s [gateway.uri-template.rival]',
    (uri, ...narrow) => {
      expect([best(uri, 'a://{+any}', ...narrow), best(uri, ...narrow, 'a://{+any}')]).toEqual([null, null]);
    },
  );

  it('a wide one is not meant by what may be read as a resource of its own [gateway.uri-template.rival]', () => {
    for (const uri of ['a://one?x=1', 'a://one#x', 'a://one%3Fx']) expect(best(uri, 'a://{+any}')).toBeNull();
    expect(best('a://one?x=1', 'a://{+any}', 'a://one{?x}')).toBe('a://one{?x}');
  });

  it('one is meant by values that are escaped as they must be [gateway.uri-template]', () => {
    for (const value of ['a%2Fb', 'a%20b', 'é', '%C3%A9', 'a b', '100%25', 'a:b@c']) {
      expect([value, best(`a://x/${value}`, 'a://x/{id}')]).toEqual([value, 'a://x/{id}']);
    }
    expect(best('myApp://x/1', 'myApp://x/{id}')).toBe('myApp://x/{id}');
  });

  it('none is meant when two are as specific, or nothing fits [gateway.uri-template.specific]', () => {
    expect(best('a://x/y', 'a://x/{b}', 'a://{a}/y')).toBeNull();
    expect(best('b://x', 'a://{x}')).toBeNull();
  });
});
