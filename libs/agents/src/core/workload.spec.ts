import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Binding, type IssuerKind, matcherKey, type Matchers, missingFrom, resolve } from './workload.js';

const binding = (agentId: string, over: Partial<Matchers>): Binding => ({
  agentId,
  subject: null,
  claims: [],
  ...over,
});
const claim = (pointer: string, equals: string | number | boolean) => ({ pointer, equals });

describe('a workload', () => {
  const claims = { sub: 'bot', team: 'red', id: 7, nested: { 'a/b': { 'x~y': true } }, list: ['red'] };

  it.each<[string, Partial<Matchers>, boolean]>([
    ['its subject', { subject: 'bot' }, true],
    ['another subject', { subject: 'bo' }, false],
    ['subject in another case', { subject: 'Bot' }, false],
    ['a claim', { claims: [claim('/team', 'red')] }, true],
    ['a claim of another type', { claims: [claim('/id', '7')] }, false],
    ['a claim behind names with / and ~', { claims: [claim('/nested/a~1b/x~0y', true)] }, true],
    ['a claim that is not there', { claims: [claim('/team/red', 'red')] }, false],
    ['an element of a list', { claims: [claim('/list/0', 'red')] }, false],
    ['what every object has', { claims: [claim('/constructor/name', 'Object')] }, false],
    ['the length of a text', { claims: [claim('/team/length', 3)] }, false],
    ['all of subject and claims', { subject: 'bot', claims: [claim('/team', 'red'), claim('/id', 7)] }, true],
    ['some of them', { subject: 'bot', claims: [claim('/team', 'red'), claim('/id', 8)] }, false],
    ['nothing at all', {}, false],
  ])('is matched by %s or not, exactly [binding.exact]', (_, matchers, matches) => {
    expect(resolve([binding('a', matchers)], claims)).toEqual(matches ? { agentId: 'a' } : { fault: 'unbound' });
  });

  it('of two agents is neither; two bindings of one agent are that agent [binding.ambiguous]', () => {
    const broad = { subject: 'bot' };
    const narrow = { subject: 'bot', claims: [claim('/team', 'red')] };
    expect(resolve([binding('a', broad), binding('b', narrow)], claims)).toEqual({ fault: 'ambiguous' });
    expect(resolve([binding('a', broad), binding('a', narrow)], claims)).toEqual({ agentId: 'a' });
    expect(resolve([], claims)).toEqual({ fault: 'unbound' });
  });

  it('has one key however its claims are ordered, and another for any other claims [binding.key]', () => {
    const claimsOf = fc.uniqueArray(
      fc.record({
        pointer: fc.constantFrom('/a', '/b', '/c'),
        equals: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
      }),
      { selector: ({ pointer }) => pointer },
    );
    fc.assert(
      fc.property(claimsOf, claimsOf, (one, other) => {
        const key = (each: typeof one) => matcherKey({ subject: 's', claims: each });
        expect(key(one.toReversed())).toBe(key(one));
        const sorted = (each: typeof one) => JSON.stringify(each.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1)));
        expect(key(one) === key(other)).toBe(sorted(one) === sorted(other));
      }),
    );
  });
});

describe('a binding names what is never given to another', () => {
  const uid = claim('/kubernetes.io/serviceaccount/uid', 'u');
  const ids = [claim('/repository_id', '1'), claim('/repository_owner_id', '2')];

  it.each<[IssuerKind, Partial<Matchers>, boolean]>([
    ['kubernetes', { claims: [uid] }, true],
    ['kubernetes', { subject: 'system:serviceaccount:ns:bot' }, false],
    ['github_actions', { claims: [...ids, claim('/environment', 'production')] }, true],
    ['github_actions', { claims: ids }, false],
    ['github_actions', { subject: 'repo:octo/bot:ref:refs/heads/main' }, false],
    ['github_actions', { claims: [claim('/repository', 'octo/bot'), claim('/environment', 'production')] }, false],
    ['spiffe', { subject: 'spiffe://example.org/bot' }, true],
    ['spiffe', { subject: 'spiffe://example.org.evil/bot' }, false],
    ['spiffe', { subject: 'spiffe://example.org/' }, true],
    ['gcp', { subject: '1137' }, true],
    ['gcp', { subject: 'bot@project.iam.gserviceaccount.com' }, false],
    ['aws', { subject: 'arn:aws:iam::123456789012:role/bot' }, true],
    ['aws', { subject: 'arn:aws:iam::*:role/bot' }, false],
    ['oidc', { subject: 'bot' }, true],
    ['oidc', { claims: [claim('/team', 'red')] }, false],
    ['id_jag', { subject: '00u' }, false],
  ])('%s with %j: %s [binding.immutable]', (kind, matchers, isFit) => {
    const missing = missingFrom(kind, 'spiffe://example.org', { subject: null, claims: [], ...matchers });
    expect(missing === null).toBe(isFit);
  });
});
