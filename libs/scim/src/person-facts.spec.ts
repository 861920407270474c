import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import type { SourceMapping } from '@app/directory';
import { userRegistry } from './core/registry.js';
import { flat } from './core/resource.js';
import { factsOf } from './person-facts.js';
import { mappingOf } from './source-mapping.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const facts = (user: object, mapping: SourceMapping = {}) =>
  factsOf(flat({ userName: 'u', ...user }), mappingOf(mapping, userRegistry));
const emails = [{ value: 'w@x', type: 'work' }, { value: 'h@x', type: 'home', primary: true }, { type: 'other' }];

describe('what is kept of a user', () => {
  it('stands where RFC 7643 has it [scim.mapping]', () => {
    const name = { givenName: 'A', familyName: 'B' };
    expect(facts({ name, emails, active: true, [ENT]: { employeeNumber: '7' } })).toMatchObject({
      displayName: 'A B',
      email: 'h@x',
      employeeNumber: '7',
      status: 'active',
      startsAt: null,
      endsAt: null,
      onLeave: false,
    });
    expect(facts({})).toMatchObject({ displayName: 'u', email: null, employeeNumber: null, status: 'inactive' });
  });

  it('or where the source says it stands [scim.mapping]', () => {
    const mapping = {
      displayName: 'nickName',
      email: 'emails[type eq "work"].value',
      employeeNumber: 'externalId',
      startDate: 'title',
      endDate: 'locale',
      onLeave: { path: 'userType', values: ['loa', 'Sabbatical'] },
    };
    const user = {
      nickName: 'N',
      displayName: 'D',
      emails,
      externalId: 'e',
      title: '2026-03-01',
      locale: '2026-03-31',
    };
    expect(facts({ ...user, userType: 'SABBATICAL' }, mapping)).toMatchObject({
      displayName: 'N',
      email: 'w@x',
      employeeNumber: 'e',
      startsAt: new Date('2026-03-01T00:00:00Z'),
      endsAt: new Date('2026-04-01T00:00:00Z'),
      onLeave: true,
    });
    expect(facts({ displayName: 'D', locale: '2026-03-31T12:00:00+02:00', userType: 'staff' }, mapping)).toMatchObject({
      displayName: 'D',
      email: null,
      employeeNumber: null,
      startsAt: null,
      endsAt: new Date('2026-03-31T10:00:00Z'),
      onLeave: false,
    });
  });

  it.each(['soon', '2026-02-30', '2026-03-01T00:00:00', '20260301', '1772323200'])(
    'is never a date like %j [scim.mapping]',
    (title) => expect(() => facts({ title }, { endDate: 'title' })).toThrow(Refusal),
  );

  it.each([{ emails: [{ value: 'x'.repeat(601) }] }, { [ENT]: { employeeNumber: '\ufdfa'.repeat(200) } }])(
    'fits into its index [scim.hostile]',
    (user) => expect(() => facts(user)).toThrow(Refusal),
  );
});
