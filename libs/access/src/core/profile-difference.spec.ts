import { describe, expect, it } from 'vitest';
import { profileDifference } from './profile-difference.js';
import { validity } from './validity.js';

const grant = (id: string, over = {}) => ({
  id,
  toolId: 't1',
  pattern: null,
  effect: 'allow' as const,
  condition: null,
  budget: null,
  obligations: [],
  definitionHash: 'h',
  ...over,
});
const all = () => true;

describe('the difference of two contents of a profile', () => {
  it('is nothing for the same content, however its conditions are spelt [access.profile-replaced]', () => {
    const held = [grant('1', { condition: { arg: 'x', op: 'eq', value: 1 } }), grant('2', { toolId: 't2' })];
    const same = [grant('a', { toolId: 't2' }), grant('b', { condition: { value: 1, op: 'eq', arg: 'x' } })];
    expect(profileDifference(held, same, all)).toEqual({ ended: [], added: [] });
  });

  it('ends what is not wanted and adds what is not there, each once [access.profile-replaced]', () => {
    const wanted = [grant('a', { effect: 'hold' }), grant('b', { effect: 'hold' })];
    const { ended, added } = profileDifference([grant('1'), grant('2')], wanted, all);
    expect(ended.map(({ id }) => id)).toEqual(['1', '2']);
    expect(added).toHaveLength(1);
  });

  it('grants anew what meant another definition [access.profile-replaced]', () => {
    const { ended, added } = profileDifference([grant('1')], [grant('a')], () => false);
    expect([ended.length, added.length]).toEqual([1, 1]);
  });
});

describe('a validity', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const later = new Date('2026-07-01T00:00:00Z');

  it('begins now and has no end unless something else is said [access.planned]', () => {
    expect(validity({}, now)).toEqual({ validFrom: now, validTo: null, planned: false });
    expect(validity({ validFrom: later }, now)).toEqual({ validFrom: later, validTo: null, planned: true });
  });

  it('neither lies in the past nor ends before it begins [access.planned]', () => {
    expect(validity({ validFrom: new Date(+now - 1) }, now)).toBeNull();
    expect(validity({ validTo: now }, now)).toBeNull();
    expect(validity({ validFrom: later, validTo: later }, now)).toBeNull();
  });
});
