import { describe, expect, it } from 'vitest';
import { after, ask, type Candidate, daysAfter, endOfOffer, type Happening, offerEnd, terms } from './succession.js';

const deputy: Candidate = { personId: 'd', role: 'deputy' };
const manager: Candidate = { personId: 'm', role: 'manager' };

describe('the next candidate', () => {
  it.each<[string, Candidate[], string[], string | null]>([
    ['the deputy first', [deputy, manager], [], 'd'],
    ['then the manager', [deputy, manager], ['d'], 'm'],
    ['then nobody', [deputy, manager], ['d', 'm'], null],
    ['nobody twice, in whatever role', [deputy, { ...manager, personId: 'd' }], ['d'], null],
    ['never the leaver', [{ personId: 'l', role: 'manager' }], [], null],
  ])('is %s [succession.order]', (_, candidates, asked, next) => {
    expect(ask(candidates, new Set(asked), 'l')?.personId ?? null).toBe(next);
  });
});

describe('a search', () => {
  it.each<[Happening, string | null, string | null]>([
    ['accepted', 'accepted', null],
    ['declined', 'ask-next', null],
    ['expired', 'ask-next', null],
    ['candidate-left', 'ask-next', null],
    ['nominated', 'offered', 'offered'],
    ['deadline', 'retired', 'retired'],
    ['owner-back', 'cancelled', 'cancelled'],
    ['overtaken', 'cancelled', 'cancelled'],
  ])('with an offer out or with nobody asked: %s makes it %s or %s [succession.states]', (happening, offered, none) => {
    expect(after('offered', happening)).toBe(offered);
    expect(after('unclaimed', happening)).toBe(none);
    expect(endOfOffer[happening]).not.toBe('open');
  });

  it.each(['accepted', 'retired', 'cancelled'] as const)('that is %s stays so [succession.states]', (state) => {
    for (const happening of Object.keys(endOfOffer) as Happening[]) expect(after(state, happening)).toBeNull();
  });

  it('gives each candidate a term, but none beyond its own end [succession.terms]', () => {
    const at = new Date('2026-06-01T00:00:00Z');
    const end = daysAfter(at, terms.leaver.total);
    expect(offerEnd('leaver', at, end)).toEqual(daysAfter(at, 14));
    expect(offerEnd('final_leaver', at, daysAfter(at, terms.final_leaver.total))).toEqual(daysAfter(at, 7));
    expect(offerEnd('leaver', daysAfter(at, 40), end)).toEqual(end);
    for (const { offer, total } of Object.values(terms)) expect(total).toBeGreaterThanOrEqual(offer * 3);
  });
});
