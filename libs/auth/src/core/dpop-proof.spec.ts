import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Presented, proofFault } from './dpop-proof.js';

const url = 'https://surety.example/mcp/files';
const at = new Date('2026-11-21T12:00:00Z');
const seconds = at.getTime() / 1000;
const presented: Presented = { method: 'POST', url, token: 'the-token', at };
const good = {
  htm: 'POST',
  htu: url,
  iat: seconds,
  jti: 'j1',
  ath: createHash('sha256').update('the-token').digest('base64url'),
};

describe('a proof of possession', () => {
  it.each([
    ['as it should be', {}],
    ['with a query in its address, which does not count', { htu: `${url}?a=1#b` }],
    ['with the default port in its address', { htu: 'https://surety.example:443/mcp/files' }],
    ['with the host in capitals', { htu: 'https://SURETY.example/mcp/files' }],
    ['60 seconds old', { iat: seconds - 60 }],
    ['from a clock 60 seconds ahead', { iat: seconds + 60 }],
  ])('is taken %s [auth.dpop]', (_, over) => expect(proofFault({ ...good, ...over }, presented)).toBeNull());

  it.each<[string, object, string]>([
    ['for another method', { htm: 'GET' }, 'htm'],
    ['for another spelling of the method', { htm: 'post' }, 'htm'],
    ['for another endpoint', { htu: 'https://surety.example/mcp' }, 'htu'],
    ['for another host', { htu: 'https://other.example/mcp/files' }, 'htu'],
    ['for another scheme', { htu: 'http://surety.example/mcp/files' }, 'htu'],
    ['for no address', { htu: undefined }, 'htu'],
    ['for a broken address', { htu: '/mcp/files' }, 'htu'],
    ['too old', { iat: seconds - 61 }, 'iat'],
    ['from the future', { iat: seconds + 61 }, 'iat'],
    ['of no time', { iat: undefined }, 'iat'],
    ['of a time that is text', { iat: String(seconds) }, 'iat'],
    ['of a time that is no number', { iat: Number.NaN }, 'iat'],
    ['without id', { jti: undefined }, 'jti'],
    ['with an empty id', { jti: '' }, 'jti'],
    ['with an endless id', { jti: 'x'.repeat(257) }, 'jti'],
    ['for another token', { ath: good.ath.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')) }, 'ath'],
    ['for no token', { ath: undefined }, 'ath'],
  ])('is refused %s [auth.dpop]', (_, over, fault) => expect(proofFault({ ...good, ...over }, presented)).toBe(fault));
});
