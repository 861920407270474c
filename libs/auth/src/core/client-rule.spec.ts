import { describe, expect, it } from 'vitest';
import { type ClientRule, type JudgedClient, isWithin, redirectTarget, ruleFor } from './client-rule.js';

const allow = (kind: ClientRule['kind'], value: string) => ({ kind, value, effect: 'allow' }) as const;
const deny = (kind: ClientRule['kind'], value: string) => ({ kind, value, effect: 'deny' }) as const;
const cimd: JudgedClient = {
  clientId: 'https://app.tools.example/client.json',
  redirectUris: ['http://127.0.0.1:9999/callback', 'https://tools.example/callback'],
  registration: 'cimd',
};
const dcr: JudgedClient = { ...cimd, clientId: 'x1', registration: 'dcr' };

describe('a client', () => {
  it.each<[string, JudgedClient, ClientRule[], boolean]>([
    ['without any rule', cimd, [], false],
    ['whose domain is allowed', cimd, [allow('cimd_domain', 'tools.example')], true],
    ['whose own name is allowed', cimd, [allow('client_id', cimd.clientId)], true],
    ['whose domain merely ends like an allowed one', cimd, [allow('cimd_domain', 'ools.example')], false],
    ['of a domain above the allowed one', cimd, [allow('cimd_domain', 'x.app.tools.example')], false],
    ['with a document, allowed only where it redirects to', cimd, both('allow'), false],
    [
      'that is allowed and denied',
      cimd,
      [allow('cimd_domain', 'tools.example'), deny('client_id', cimd.clientId)],
      false,
    ],
    [
      'denied for one of the places it redirects to',
      cimd,
      [allow('cimd_domain', 'tools.example'), deny('redirect_host', 'localhost')],
      false,
    ],
    ['that registered itself, with every place allowed', dcr, both('allow'), true],
    ['that registered itself, with one place allowed', dcr, [allow('redirect_host', 'tools.example')], false],
    ['that registered itself under a name like a domain', dcr, [allow('cimd_domain', 'tools.example')], false],
    ['that redirects nowhere', { ...dcr, redirectUris: [] }, both('allow'), false],
    [
      'one of whose places is unfit',
      { ...dcr, redirectUris: [...dcr.redirectUris, 'http://tools.example/'] },
      both('allow'),
      false,
    ],
  ])('%s is judged so [clients.rules]', (_, client, rules, admitted) => {
    expect(ruleFor(client, rules) !== null).toBe(admitted);
  });

  it('gets the terms of the rule that fits it best [clients.rules]', () => {
    const rules = [
      allow('cimd_domain', 'example'),
      allow('cimd_domain', 'tools.example'),
      allow('client_id', cimd.clientId),
    ];
    expect(ruleFor(cimd, rules)).toBe(rules[2]);
    expect(ruleFor(cimd, rules.slice(0, 2))).toBe(rules[1]);
  });

  it('admitted by several places needs approval when one of them asks for it [clients.rules]', () => {
    const rules = both('allow').map((rule, i) => ({ ...rule, requiresApproval: i === 1 }));
    expect(ruleFor(dcr, rules)).toBe(rules[1]);
  });
});

function both(effect: 'allow' | 'deny'): ClientRule[] {
  return ['localhost', 'tools.example'].map((value) => ({ kind: 'redirect_host', value, effect }));
}

it.each([
  ['https://app.example/cb', 'app.example'],
  ['http://localhost:1234/cb', 'localhost'],
  ['http://127.0.0.1/cb', 'localhost'],
  ['http://[::1]:5/cb', 'localhost'],
  ['cursor://anysphere.cursor-mcp/oauth/callback', 'cursor:'],
  ['http://app.example/cb', null],
  ['http://127.0.0.1.evil.example/cb', null],
  ['https://user@app.example/cb', null],
  ['https://app.example/cb#x', null],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['nonsense', null],
])('%s leads to %s [clients.redirects]', (uri, target) => {
  expect(redirectTarget(uri)).toBe(target);
});

it.each([
  ['corp.com', true],
  ['a.corp.com', true],
  ['evil-corp.com', false],
  ['corp.com.evil.example', false],
  ['com', false],
])('%s is within corp.com: %s [clients.label-boundary]', (host, expected) => {
  expect(isWithin(host, 'corp.com')).toBe(expected);
});
