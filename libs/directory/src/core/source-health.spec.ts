import { describe, expect, it } from 'vitest';
import { healthOf } from './source-health.js';

const now = new Date('2026-06-01T12:00:00Z');
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const inDays = (days: number) => ({ expiresAt: new Date(now.getTime() + days * 86_400_000) });
const well = {
  now,
  dialect: 'entra',
  lastSuccessAt: ago(5),
  lastHour: { requests: 100, writes: 10, errors: 0 },
  tokens: [inDays(300)],
};
const state = (over: Partial<Omit<typeof well, 'lastSuccessAt'>> & { lastSuccessAt?: Date | null }) =>
  healthOf({ ...well, ...over }).state;

describe('the health of a source [directory.source.health]', () => {
  it('is told with its lag', () => {
    expect(healthOf(well)).toMatchObject({ state: 'healthy', lagSeconds: 300 });
    expect(healthOf({ ...well, lastSuccessAt: null })).toMatchObject({ state: 'quiet', lagSeconds: null });
  });

  it('fails when half of an hour’s requests are refused, and not by one refusal of few', () => {
    expect(state({ lastHour: { requests: 10, writes: 10, errors: 5 } })).toBe('failing');
    expect(state({ lastHour: { requests: 11, writes: 10, errors: 5 } })).toBe('healthy');
    expect(state({ lastHour: { requests: 4, writes: 4, errors: 4 } })).toBe('healthy');
    expect(state({ lastSuccessAt: null, lastHour: { requests: 5, writes: 0, errors: 5 } })).toBe('failing');
  });

  it('warns of Entra ID’s quarantine, which other providers do not have', () => {
    const lastHour = { requests: 10, writes: 0, errors: 10 };
    expect(healthOf({ ...well, lastHour }).hint).toContain('quarantine');
    expect(healthOf({ ...well, dialect: 'okta', lastHour }).hint).not.toContain('quarantine');
  });

  it('misses three cycles of a provider that has cycles', () => {
    expect(state({ lastSuccessAt: ago(120) })).toBe('healthy');
    expect(state({ lastSuccessAt: ago(121) })).toBe('overdue');
    expect(state({ lastSuccessAt: ago(60 * 24 * 20), dialect: 'okta' })).toBe('healthy');
  });

  it('tells that the newest token ends, and that there is none', () => {
    expect(state({ tokens: [inDays(29)] })).toBe('expiring');
    expect(state({ tokens: [inDays(29), inDays(31)] })).toBe('healthy');
    expect(state({ tokens: [] })).toBe('expiring');
  });
});
