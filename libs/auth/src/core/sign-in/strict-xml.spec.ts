import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readStrictXml, withoutComments } from './strict-xml.js';

it('reads names without prefixes, attributes, text and the entities of XML itself [sign-in.strict-xml]', () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<a:x xmlns:a="urn:a" b='1 &amp; 2'>t&lt;&#65;&#x42;<a:y/><z c="d"></z>u</a:x>`;
  expect(readStrictXml(text)).toEqual({
    name: 'x',
    raw: 'a:x',
    attributes: { b: '1 & 2' },
    text: 't<ABu',
    children: [
      { name: 'y', raw: 'a:y', attributes: {}, children: [], text: '' },
      { name: 'z', raw: 'z', attributes: { c: 'd' }, children: [], text: '' },
    ],
  });
});

it.each([
  ['nothing', ''],
  ['text', 'a'],
  ['two roots', '<a/><b/>'],
  ['text beside the root', '<a/>b'],
  ['an open element', '<a><b></a>'],
  ['another prefix at the end', '<a:x></b:x>'],
  ['a document type', '<!DOCTYPE a><a/>'],
  ['an entity of its own', '<a>&b;</a>'],
  ['a bare ampersand', '<a>b & c</a>'],
  ['a comment', '<a><!-- b --></a>'],
  ['CDATA', '<a><![CDATA[b]]></a>'],
  ['a processing instruction', '<a><?b c?></a>'],
  ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><a/>'],
  ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
  ['an attribute twice', '<a b="1" b="2"/>'],
  ['an attribute without quotes', '<a b=1/>'],
  ['a tag within an attribute', '<a b="<c>"/>'],
  ['a NUL character', '<a>&#0;</a>'],
  ['half a surrogate', '<a>&#xd800;</a>'],
  ['great depth', `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`],
])('refuses %s [sign-in.strict-xml]', (_, text) => {
  expect(readStrictXml(text)).toBeNull();
});

it('drops comments that end, and does not take long over those that do not [sign-in.strict-xml]', () => {
  expect(withoutComments('<a><!-- b --><c/><!----></a>')).toBe('<a><c/></a>');
  expect(readStrictXml(withoutComments('<a/><!-- b'))).toBeNull();
  const from = performance.now();
  withoutComments('<!--'.repeat(250_000));
  expect(performance.now() - from).toBeLessThan(1000);
});

it('never throws, and does not take long for a quarter of a megabyte [sign-in.strict-xml]', () => {
  const part = fc.constantFrom('<', '>', '/', 'a', ' ', '=', '"', "'", '&', ';', '<a', '<a b="', '</a>', '<!--', '#x');
  fc.assert(fc.property(fc.array(part, { maxLength: 30 }), (parts) => void readStrictXml(parts.join(''))));
  for (const text of [
    `<a ${' '.repeat(250_000)}`,
    `<a b="${'x'.repeat(250_000)}`,
    '&'.repeat(250_000),
    '<a>'.repeat(80_000),
  ]) {
    const from = performance.now();
    expect(readStrictXml(text)).toBeNull();
    expect(performance.now() - from).toBeLessThan(1000);
  }
});
