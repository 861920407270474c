import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { type Preconditions, demand, matches } from './precondition.js';

const version = 'W/"3"';
const codeOf = (when: Preconditions): string => {
  try {
    demand(when, version);
    return 'done';
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};

describe('an entity tag', () => {
  it.each(['W/"3"', '"3"', '*', ' * ', '"1", W/"3"', '"1",W/"2" ,"3"'])('%j names version 3 [scim.etag]', (header) =>
    expect(matches(header, version)).toBe(true),
  );

  it.each(['', '3', 'W/3', 'w/"3"', '"33"', '"3', '"a"3"', '"1", "2"', 'W/"*"', `${'"1",'.repeat(2000)}"3"`])(
    '%j does not [scim.etag]',
    (header) => expect(matches(header, version)).toBe(false),
  );

  it.each<[Preconditions, string]>([
    [{}, 'done'],
    [{ ifMatch: 'W/"3"' }, 'done'],
    [{ ifMatch: '*' }, 'done'],
    [{ ifMatch: 'W/"2"' }, 'scim.precondition-failed'],
    [{ ifMatch: '' }, 'scim.precondition-failed'],
    [{ ifNoneMatch: 'W/"2"' }, 'done'],
    [{ ifNoneMatch: '*' }, 'scim.precondition-failed'],
    [{ ifMatch: 'W/"3"', ifNoneMatch: '"3"' }, 'scim.precondition-failed'],
  ])('asked for as %j: %s [scim.etag]', (when, code) => expect(codeOf(when)).toBe(code));
});
