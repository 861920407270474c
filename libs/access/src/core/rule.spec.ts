import { describe, expect, it } from 'vitest';
import type { Stated } from './attributes.js';
import { changedAttributes, givesTo } from './rule.js';

const person = (over: Partial<Stated> = {}): Stated => ({
  userName: 'ada',
  displayName: 'Ada',
  employeeNumber: null,
  managerId: null,
  status: 'active',
  attributes: {},
  ...over,
});
const ACME = 'urn:acme:scim:schemas:1.0:User';

describe('a rule', () => {
  const clerk = { person: 'title', op: 'eq', value: 'Clerk' } as const;

  it('gives only for sure: what is not said, or says something else, gives nothing [access.rule-missing]', () => {
    expect(givesTo(clerk, person({ attributes: { title: 'Clerk' } }))).toBe(true);
    expect(givesTo(clerk, person({ attributes: { title: 'Chief' } }))).toBe(false);
    expect(givesTo(clerk, person())).toBe(false);
    expect(givesTo({ not: clerk }, person())).toBe(false);
    expect(givesTo({ not: clerk }, person({ attributes: { title: 'Chief' } }))).toBe(true);
  });

  it('gives nothing to the deleted [access.rule]', () => {
    const gone = person({ status: 'deleted', attributes: { title: 'Clerk' } });
    expect(givesTo(clerk, gone)).toBe(false);
  });

  it('reads extensions of the customer’s own [access.rule]', () => {
    const badge = { person: `${ACME}:badge`, op: 'in', value: ['gold', 'silver'] } as const;
    expect(givesTo(badge, person({ attributes: { [ACME]: { badge: 'gold' } } }))).toBe(true);
    expect(givesTo(badge, person({ attributes: { [ACME]: { badge: 'tin' } } }))).toBe(false);
  });
});

describe('what has changed of a person', () => {
  it('is told by the names that conditions use [access.fence-attributes]', () => {
    const was = person({
      attributes: { title: 'Clerk', roles: [{ value: 'a' }], nickName: 'x', [ACME]: { badge: 1 } },
    });
    const is = person({
      status: 'inactive',
      managerId: 'm',
      attributes: { title: 'Clerk', roles: [{ value: 'b' }], nickName: 'y', [ACME]: { badge: 2, desk: 3 } },
    });
    expect(changedAttributes(was, is).toSorted()).toEqual(
      ['managerId', 'active', 'roles', `${ACME}:badge`, `${ACME}:desk`].toSorted(),
    );
    expect(changedAttributes(was, was)).toEqual([]);
    expect(changedAttributes(null, is)).toEqual([]);
  });
});
