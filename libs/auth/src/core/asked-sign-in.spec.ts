import { describe, expect, it } from 'vitest';
import { askedSignIn, shortOf } from './asked-sign-in.js';

const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1000);
const asked = (age?: string, acr?: string) => askedSignIn({ wanted_max_age: age, wanted_acr_values: acr });
const signedIn = (seconds: number, acr: string | null = null) => ({ authenticatedAt: at(seconds), acr });

describe('the sign-in that a client asks for', () => {
  it.each([
    [asked(), signedIn(-9000), null],
    [asked('60'), signedIn(-60), null],
    [asked('60'), signedIn(-61), 'old'],
    [asked('0'), signedIn(-1), 'old'],
    [asked('0'), signedIn(1), null],
    [asked('60', 'a b'), signedIn(-10, 'b'), null],
    [asked('60', 'a b'), signedIn(-10, 'c'), 'weak'],
    [asked('60', 'a b'), signedIn(-10), 'weak'],
    [asked('60', 'a'), signedIn(-90), 'old'],
    [asked('-1'), signedIn(-90), null],
    [asked(undefined, '  '), signedIn(-90), null],
  ])('%j: of %j it is %s [step-up.max-age]', (wanted, proof, short) => {
    expect(shortOf(wanted, proof, at(0), at(proof.authenticatedAt > at(0) ? 500 : 0))).toBe(short);
  });
});
