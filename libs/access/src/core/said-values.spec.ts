import { expect, it } from 'vitest';
import { saidValues } from './said-values.js';

it.each([
  [{}, []],
  [{ entitlements: [{ value: 'a' }, { value: 'a', type: 'x' }, { value: 'B' }] }, ['entitlements a', 'entitlements B']],
  [{ roles: [{ value: 'r', primary: true }], entitlements: [{ display: 'none' }] }, ['roles r']],
  [{ roles: 'r', entitlements: [null, 'x', 7, [], { value: 7 }] }, []],
  [{ groups: [{ value: 'g' }] }, []],
])('of %j counts what has a value, once [access.binding.said]', (attributes, said) => {
  expect(saidValues(attributes).map(({ attribute, value }) => `${attribute} ${value}`)).toEqual(said);
});

it('does not look into what the attributes inherit [access.binding.said]', () => {
  expect(saidValues(Object.create({ roles: [{ value: 'r' }] }) as Record<string, unknown>)).toEqual([]);
});
