import { describe, expect, it } from 'vitest';
import { Silence } from './silence.js';

const row = (id: string, version: string) => ({ id, version });

describe('silence', () => {
  it('is counted from the first sight on, and begins anew with every sign of life [fence.reap]', () => {
    const silence = new Silence(1000);
    expect(silence.observe([row('a', '1'), row('b', '1')], 0)).toEqual([]);
    expect(silence.observe([row('a', '1'), row('b', '2')], 999)).toEqual([]);
    expect(silence.observe([row('a', '1'), row('b', '2')], 1000)).toEqual([row('a', '1')]);
    expect(silence.observe([row('b', '2')], 1998)).toEqual([]);
    expect(silence.observe([row('b', '2')], 1999)).toEqual([row('b', '2')]);
  });

  it('forgets a row that went and came back [fence.reap]', () => {
    const silence = new Silence(1000);
    silence.observe([row('a', '1')], 0);
    silence.observe([], 500);
    expect(silence.observe([row('a', '1')], 1500)).toEqual([]);
  });
});
