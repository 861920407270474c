import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { readPublicKey } from './public-key.js';

const ed = generateKeyPairSync('ed25519');

it('gives the thumbprint of RFC 7638 §3.1 [agent.key-thumbprint]', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj' +
    'hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQ' +
    'vRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
  const { kid, jwk } = readPublicKey({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' });
  expect(kid).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  expect(jwk).toEqual({ kty: 'RSA', n, e: 'AQAB', kid, use: 'sig' });
});

it.each([
  ['a private key', ed.privateKey.export({ format: 'jwk' }), 'public half'],
  ['a shared secret', { kty: 'oct', k: 'c2VjcmV0' }, 'public half'],
  ['a short RSA key', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }), '2048'],
  ['another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }), 'P-256'],
  ['a key for agreement', generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }), 'Ed25519'],
  ['an inherited kty', { kty: 'constructor' }, 'kty'],
  ['text', 'ssh-ed25519 AAAA', 'object'],
])('refuses %s [agent.key-public-only]', (_, given, why) => {
  expect(() => readPublicKey(given)).toThrow(why);
});

it('takes Ed25519 and P-256 [agent.key-public-only]', () => {
  expect(readPublicKey(ed.publicKey.export({ format: 'jwk' })).jwk).toMatchObject({ crv: 'Ed25519' });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  expect(readPublicKey(ec).jwk).toMatchObject({ crv: 'P-256' });
});
