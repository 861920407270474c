import { describe, expect, it } from 'vitest';
import { isPrivate, isPublic } from './address-range.js';

describe('an address that anybody on the internet could have', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:82a::200e'])(
    'is %s [ssrf.public]',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.8.8.8',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    'fe80::1',
    'fd00:ec2::254',
    '168.63.129.16',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('is not %s [ssrf.special-use]', (address) => expect(isPublic(address)).toBe(false));
});

describe('an address at which a company runs its own servers', () => {
  it.each(['10.1.2.3', '100.64.0.1', '127.0.0.1', '172.31.255.255', '192.168.0.1', '::1', 'fd12:3456::1'])(
    'is %s [ssrf.private]',
    (address) => expect(isPrivate(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    '100.100.100.200',
    '::ffff:100.100.100.200',
    '168.63.129.16',
    '224.0.0.1',
    '8.8.8.8',
    '192.0.2.1',
  ])('is not %s, allowed or not [ssrf.metadata]', (address) => expect(isPrivate(address)).toBe(false));
});
