import { expect, it } from 'vitest';
import { isCrossSite } from './same-site.js';

const own = 'https://surety.example';

it.each([
  ['GET', { 'sec-fetch-site': 'cross-site' }, false],
  ['POST', { 'sec-fetch-site': 'cross-site' }, true],
  ['POST', { 'sec-fetch-site': 'same-site' }, true],
  ['DELETE', { 'sec-fetch-site': 'cross-site', origin: own }, true],
  ['POST', { 'sec-fetch-site': 'same-origin' }, false],
  ['POST', { 'sec-fetch-site': 'none' }, false],
  ['PATCH', { origin: 'https://evil.example' }, true],
  ['PUT', { origin: 'null' }, true],
  ['PUT', { origin: `${own}.evil.example` }, true],
  ['POST', { origin: own }, false],
  ['POST', {}, false],
])('%s with %j is cross-site: %s [api.cross-site]', (method, headers, expected) => {
  expect(isCrossSite({ method, headers }, own)).toBe(expected);
});
