import { expect, it } from 'vitest';
import { configurationUrl, transmitterUrl } from './address.js';

it.each([
  ['https://idp.example.com/events', true],
  ['http://127.0.0.1:8080/poll', true],
  ['http://localhost/poll', true],
  ['http://[::1]/poll', true],
  ['http://idp.example.com/events', false],
  ['http://127.0.0.1.example.com/', false],
  ['http://localhost.example.com/', false],
  ['https://user:secret@idp.example.com/', false],
  ['https://idp.example.com/#part', false],
  ['file:///etc/passwd', false],
  ['gopher://127.0.0.1/', false],
  ['not an address', false],
])('%s is called: %s [signals.address]', (text, called) => expect(transmitterUrl(text) !== null).toBe(called));

it.each([
  ['https://idp.example.com', 'https://idp.example.com/.well-known/ssf-configuration'],
  ['https://idp.example.com/', 'https://idp.example.com/.well-known/ssf-configuration'],
  ['https://idp.example.com/tenant/7', 'https://idp.example.com/.well-known/ssf-configuration/tenant/7'],
])('%s describes itself at %s [signals.discovery]', (issuer, address) =>
  expect(configurationUrl(new URL(issuer)).href).toBe(address),
);
