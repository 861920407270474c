import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isKeyAddress } from './key-address.js';
import { readPinnedKeys } from './pinned-keys.js';

const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-384' });
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });

describe('pinned keys', () => {
  it('are cut to what verifies, and lose the use that SPIFFE bundles name [trusted-issuer.keys]', () => {
    const jwk = ec().publicKey.export({ format: 'jwk' });
    const { keys } = readPinnedKeys({ keys: [{ ...jwk, kid: 'k', use: 'jwt-svid', x5c: ['…'] }], spiffe_sequence: 1 });
    expect(keys).toEqual([{ ...jwk, kid: 'k' }]);
  });

  it.each([
    ['nothing', undefined],
    ['no key', { keys: [] }],
    ['too many', { keys: Array(51).fill({ kty: 'EC' }) }],
    ['a private key', { keys: [ec().privateKey.export({ format: 'jwk' })] }],
    ['a secret', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }],
    ['a secret that calls itself public', { keys: [{ kty: 'RSA', k: 'c2VjcmV0' }] }],
    ['a weak key', { keys: [rsa(1024).publicKey.export({ format: 'jwk' })] }],
    ['a broken key', { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] }],
  ])('are not %s [trusted-issuer.keys]', (_, set) => {
    expect(() => readPinnedKeys(set)).toThrow(/key/);
  });
});

it.each([
  ['https://issuer.example/jwks', true, true],
  ['http://issuer.example/jwks', false, true],
  ['https://user@issuer.example/jwks', false, false],
  ['https://user:secret@issuer.example/jwks', false, false],
  ['file:///etc/keys', false, false],
  ['nonsense', false, false],
])('keys are read from %s: %s, in a test %s [trusted-issuer.address]', (address, isFit, inTests) => {
  expect([isKeyAddress(address, false), isKeyAddress(address, true)]).toEqual([isFit, inTests]);
});
