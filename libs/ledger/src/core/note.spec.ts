import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.js';
import { leafHash, rootOf } from './merkle.js';
import { inclusionProof, verifyInclusion } from './merkle-proof.js';
import { openNote, parseVkey, signNote, signerOf, vkeyOf } from './note.js';
import { formatTlogProof, parseTlogProof } from './tlog-proof.js';

const seed = (from: number) => Buffer.from(Array.from({ length: 32 }, (_, index) => (from + index) % 256));
const signer = signerOf('surety.example/audit', seed(0));
const trusted = [parseVkey(vkeyOf(signer))];

/** The worked example: three entries, their signed checkpoint, and the proof of entry 1. */
const entries = [
  '{"seq":"0","type":"genesis","v":1}',
  '{"c":{"actor.email":"_l2acO3wEYj--Moxq-FRC1E1skTPb7uPxZSbsRTKWeM"},"seq":"1","type":"item.submitted","v":1}',
  '{"seq":"2","type":"grant.revoked","v":1}',
];
const leaves = entries.map((text) => leafHash(Buffer.from(text)));
const example = `c2sp.org/tlog-proof@v1
index 1
j7U78KbnGN4N/XsL+AimjsG9Vn7wMaZozV7JS34qTLs=
woQrk4GVwqOpcNiq3xvuQu0v5/oz34p9nIruzSO4uws=

surety.example/audit
3
t5yLBEw9d46x/fghtY7tQ8X3e7W0reqBm+oyqQuSLKQ=

\u2014 surety.example/audit swjBs/oX1c/7Zi14Tq6mHzjIhnkXyfCF+LXWe0LofPOIDYDqk6WMkqNwWHs0PzpBrbo5+lTs/uk2aWdpoCecQkkpUwg=
`;
const text = formatCheckpoint({ origin: 'surety.example/audit', size: 3, root: rootOf(leaves) });
const note = signNote(text, [signer]);

describe('the worked example', () => {
  it('comes out byte for byte [ledger.note.vectors]', () => {
    expect(vkeyOf(signer)).toBe('surety.example/audit+b308c1b3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4');
    expect(formatTlogProof({ index: 1, hashes: inclusionProof(leaves, 1), checkpoint: note })).toBe(example);
  });

  it('reads back and proves entry 1 [ledger.note.vectors]', () => {
    const proof = parseTlogProof(example)!;
    const opened = openNote(proof.checkpoint, trusted);
    const checkpoint = opened.ok ? parseCheckpoint(opened.text)! : null;
    expect(checkpoint).toMatchObject({ origin: 'surety.example/audit', size: 3 });
    const { index, hashes } = proof;
    expect(verifyInclusion({ ...checkpoint!, leafHash: leaves[1]!, index, proof: hashes })).toBe(true);
    expect(verifyInclusion({ ...checkpoint!, leafHash: leaves[0]!, index, proof: hashes })).toBe(false);
  });
});

describe('a signed note', () => {
  it('of the C2SP example opens with its key [ledger.note.vectors]', () => {
    const key = parseVkey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    const signature = 'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=';
    const published = `This is an example message.\n\n\u2014 example.com/foo ${signature}\n`;
    expect(openNote(published, [key])).toEqual({ ok: true, text: 'This is an example message.\n', signedBy: [key] });
  });

  it('keeps empty lines of its text, and ignores signatures of unknown keys [ledger.note.unknown-key]', () => {
    const other = signerOf('witness.example', seed(7));
    const both = signNote('a\n\nb\n', [other, signer]);
    expect(openNote(both, trusted)).toEqual({ ok: true, text: 'a\n\nb\n', signedBy: trusted });
    expect(openNote(signNote(text, [other]), trusted)).toEqual({ ok: false, because: 'unknown-signer' });
  });

  it('signed by another key of the same name is not trusted [ledger.note.unknown-key]', () => {
    const imposter = signerOf('surety.example/audit', seed(9));
    expect(openNote(signNote(text, [imposter]), trusted)).toEqual({ ok: false, because: 'unknown-signer' });
  });

  it('with a trusted key that fails is rejected, also beside a good one [ledger.note.known-key-fails]', () => {
    const second = signerOf('surety.example/audit', seed(3));
    const [, wrongLine] = signNote('other text\n', [second]).split('\n\n');
    const mixed = `${note}${wrongLine}`;
    expect(openNote(mixed, trusted).ok).toBe(true);
    expect(openNote(mixed, [...trusted, parseVkey(vkeyOf(second))])).toEqual({ ok: false, because: 'bad-signature' });
  });

  it.each([
    ['a changed size', note.replace('\n3\n', '\n4\n'), 'bad-signature'],
    ['a changed signature', note.replace('swjBs/oX', 'swjBs/oY'), 'bad-signature'],
    ['a shorter signature', `${text}\n\u2014 surety.example/audit swjBs/oX\n`, 'bad-signature'],
    ['CRLF', note.replaceAll('\n', '\r\n'), 'malformed'],
    ['a hyphen for the dash', note.replace('\u2014', '-'), 'malformed'],
    ['an en dash for the dash', note.replace('\u2014', '\u2013'), 'malformed'],
    ['no newline at the end', note.slice(0, -1), 'malformed'],
    ['no blank line', note.replace('\n\n', '\n'), 'malformed'],
    ['no signature', `${text}\n`, 'malformed'],
    ['a tab', note.replace('3\n', '3\t\n'), 'malformed'],
    ['a lone surrogate', note.replace('3\n', '3\ud800\n'), 'malformed'],
    ['base64 with loose bits', note.replace('Uwg=\n', 'Uwh=\n'), 'malformed'],
    ['a hundred signatures more', note + note.split('\n\n')[1]!.repeat(100), 'malformed'],
  ])('with %s does not open [ledger.note.strict]', (_, changed, because) => {
    expect(openNote(changed, trusted)).toEqual({ ok: false, because });
  });

  it('is only made of text that can be read back', () => {
    for (const bad of ['no newline', 'a\r\n', 'a\ud800\n']) expect(() => signNote(bad, [signer])).toThrow(TypeError);
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b']) expect(() => signerOf(name, seed(0))).toThrow(TypeError);
    expect(() => signerOf('a', seed(0).subarray(1))).toThrow(RangeError);
  });
});

describe('a vkey', () => {
  it('of Go sumdb reads back [ledger.note.vectors]', () => {
    const key = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(key).toMatchObject({ name: 'PeterNeumann', id: 'c74f20a3' });
  });
  it.each([
    ['the id of another key', 'surety.example/audit+b308c1b4+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'],
    ['another name', 'surety.example/other+b308c1b3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'],
    ['another type', 'surety.example/audit+b308c1b3+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'],
    ['a short key', 'surety.example/audit+b308c1b3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVQ=='],
    ['no id', 'surety.example/audit+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'],
  ])('with %s is refused', (_, vkey) => expect(() => parseVkey(vkey)).toThrow(TypeError));
});

describe('a checkpoint', () => {
  const rootLine = 't5yLBEw9d46x/fghtY7tQ8X3e7W0reqBm+oyqQuSLKQ=';
  it.each([
    ['a leading zero', `o\n03\n${rootLine}\n`],
    ['a sign', `o\n+3\n${rootLine}\n`],
    ['a size from 2^53 on', `o\n9007199254740992\n${rootLine}\n`],
    ['a short root', 'o\n3\nt5yLBEw9d46x\n'],
    ['a root without padding', `o\n3\n${rootLine.slice(0, -1)}\n`],
    ['CRLF', `o\r\n3\r\n${rootLine}\r\n`],
    ['no origin', `\n3\n${rootLine}\n`],
    ['an extension line', `o\n3\n${rootLine}\nextra\n`],
    ['no newline at the end', `o\n3\n${rootLine}`],
  ])('with %s is not one [ledger.checkpoint.strict]', (_, changed) => expect(parseCheckpoint(changed)).toBeNull());

  it('reads back what it writes, and is not written otherwise [ledger.checkpoint.strict]', () => {
    const root = rootOf(leaves);
    expect(parseCheckpoint(formatCheckpoint({ origin: 'o', size: 0, root }))).toEqual({ origin: 'o', size: 0, root });
    for (const bad of [{ origin: 'a\nb' }, { size: -1 }, { size: 1.5 }, { root: root.subarray(1) }]) {
      expect(() => formatCheckpoint({ origin: 'o', size: 1, root, ...bad })).toThrow(TypeError);
    }
  });
});

describe('a proof file', () => {
  it('carries extra data, which proves nothing', () => {
    const withExtra = { index: 0, hashes: [], checkpoint: note, extra: Buffer.from('x') };
    expect(parseTlogProof(formatTlogProof(withExtra))).toEqual(withExtra);
  });
  it.each([
    ['another head', example.replace('@v1', '@v2')],
    ['an index with a leading zero', example.replace('index 1', 'index 01')],
    ['no index', example.replace('index 1\n', '')],
    ['a short hash', example.replace('j7U78KbnGN4N/XsL', '')],
    ['no blank line', example.replaceAll('\n\n', '\n')],
    ['broken extra data', example.replace('index', 'extra ?\nindex')],
  ])('with %s is not one [ledger.proof.strict]', (_, changed) => expect(parseTlogProof(changed)).toBeNull());
});
