import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { delayAfter, MOST_ATTEMPTS } from './attempts.js';
import { listed, render } from './render.js';
import { templates } from './templates.js';
import { secretText, signedHeaders, webhookUrl } from './webhook.js';

describe('a text', () => {
  it('is filled with names, and with no line breaks of theirs [notification.render]', () => {
    const { subject, text } = render(templates['succession.reminder'], {
      person: 'Eve\r\nBcc: all@example.org',
      agents: listed(['bot', 'x\u2028y']),
      deadline: '2026-06-01',
      url: 'https://surety.example',
    });
    expect(subject).toBe('Still open: agents of Eve Bcc: all@example.org');
    expect(text).toContain('bot, x y');
    expect(text).not.toContain('{');
  });

  it('says what is not known, and never fills in what is not a value of its own [notification.render]', () => {
    expect(render({ subject: '{constructor} {toString}', text: '' }, {}).subject).toBe('(unknown) (unknown)');
    expect(render({ subject: '{person}', text: '' }, { person: '{url}', url: 'x' }).subject).toBe('{url}');
  });

  it('names some of many [notification.render]', () => {
    expect(listed(Array.from({ length: 25 }, (_, i) => `a${i}`))).toMatch(/a19 and 5 more$/);
  });
});

describe('a webhook', () => {
  it('is signed as Standard Webhooks asks [webhook.signature]', () => {
    const key = Buffer.alloc(32, 9);
    const headers = signedHeaders(key, 'msg', new Date(1_700_000_000_999), '{"a":1}');
    const mac = createHmac('sha256', key).update('msg.1700000000.{"a":1}').digest('base64');
    expect(headers).toEqual({
      'webhook-id': 'msg',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${mac}`,
    });
    expect(secretText(key)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  it.each([
    ['https://hooks.example/x?y=1', true],
    ['http://127.0.0.1:8080/', true],
    ['http://[::1]/', true],
    ['http://localhost/', true],
    ['http://hooks.example/', false],
    ['http://127.0.0.1.example/', false],
    ['https://user:secret@hooks.example/', false],
    ['https://hooks.example/#x', false],
    ['ftp://hooks.example/', false],
    ['hooks.example', false],
  ])('at %s: %s [webhook.address]', (address, accepted) => {
    expect(webhookUrl(address) !== null).toBe(accepted);
  });
});

it('is tried again later and later, for about two days [notification.retries]', () => {
  const delays = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, i) => delayAfter(i + 1));
  expect(delays[0]).toBe(30_000);
  expect(delays.every((delay, i) => i === 0 || delay === (delays[i - 1] ?? 0) * 4)).toBe(true);
  const hours = delays.reduce((sum, delay) => sum + delay, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(24);
  expect(hours).toBeLessThan(72);
});
