import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Seals } from './seals.js';
import { type Continued, States } from './states.js';
import { Tasks } from './tasks.js';

const seals = new Seals(Buffer.alloc(32, 7));
const states = new States(seals);
const tasks = new Tasks(seals);
const now = new Date('2026-11-22T00:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);

const text = fc.string({ maxLength: 40 });
const continued: fc.Arbitrary<Continued> = fc.oneof(
  fc.record({ callId: fc.uuid(), requestState: fc.string({ maxLength: 200 }) }),
  fc.record({ callId: fc.uuid(), held: fc.record({ address: text, step: fc.nat() }) }),
  fc.record({ callId: fc.uuid() }),
);
const task = fc.record({
  server: text,
  tool: text,
  args: fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    text,
  ),
  id: text,
});

describe('a state', () => {
  it('comes back as it was given, for an hour [gateway.rounds.state-bound]', () => {
    fc.assert(
      fc.property(text, text, continued, (bearer, what, given) => {
        const state = states.give(bearer, what, given, now);
        expect(states.take(bearer, what, state, now)).toEqual(given);
        expect(states.take(bearer, what, state, later(3_599_999))).toEqual(given);
        expect(states.take(bearer, what, state, later(3_600_000))).toBeNull();
      }),
    );
  });

  it('is nothing for anybody else, or for another request [gateway.rounds.state-bound]', () => {
    fc.assert(
      fc.property(text, text, text, continued, (bearer, what, other, given) => {
        const state = states.give(bearer, what, given, now);
        const found = [states.take(other, what, state, now), states.take(bearer, other, state, now)];
        expect(found.map((each) => each !== null)).toEqual([other === bearer, other === what]);
      }),
    );
  });

  it('is nothing when any character of it is another one, or is missing, or one more [gateway.rounds.state-sealed]', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n';
    fc.assert(
      fc.property(continued, fc.nat(), fc.nat(alphabet.length - 1), (given, at, letter) => {
        const state = states.give('me', 'this', given, now);
        const [i, by] = [at % state.length, alphabet.charAt(letter)];
        for (const altered of [
          `${state.slice(0, i)}${by}${state.slice(i + 1)}`,
          `${state.slice(0, i)}${by}${state.slice(i)}`,
          `${state.slice(0, i)}${state.slice(i + 1)}`,
          `${state}${by}`,
        ]) {
          expect([altered, states.take('me', 'this', altered, now) === null]).toEqual([altered, altered !== state]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing under another key, and tells nothing of what is in it [gateway.rounds.state-sealed]', () => {
    const given = { callId: 'call', requestState: 'sentinel-of-the-upstream' };
    const state = states.give('me', 'this', given, now);
    expect(new States(new Seals(randomBytes(32))).take('me', 'this', state, now)).toBeNull();
    expect(Buffer.from(state, 'base64url').toString('latin1')).not.toContain('sentinel');
    expect(states.give('me', 'this', given, now)).not.toBe(state);
  });

  it('is not a task, nor the other way round [gateway.rounds.state-sealed]', () => {
    expect(seals.open('state', seals.seal('task', now.getTime() + 1, {}), now.getTime())).toBeNull();
    const made = { server: 's', tool: 't', args: {}, id: 'i' };
    expect(states.take('me', 'this', tasks.give('me', made, now), now)).toBeNull();
    expect(tasks.take('me', states.give('me', 'this', { callId: 'c' }, now), now)).toBeNull();
  });
});

describe('the handle of a task', () => {
  it('names the call that made it, for its caller alone, for a week [gateway.rounds.task-handle]', () => {
    fc.assert(
      fc.property(task, text, text, (made, bearer, other) => {
        const handle = tasks.give(bearer, made, now);
        expect(handle).toMatch(/^[\w-]+$/); // stands in a header as it is
        expect(tasks.take(bearer, handle, later(6 * 86_400_000))).toEqual(made);
        expect(tasks.take(bearer, handle, later(7 * 86_400_000))).toBeNull();
        expect(tasks.take(other, handle, now) !== null).toBe(other === bearer);
      }),
    );
  });

  it('leaves out arguments that no header holds [gateway.rounds.task-handle]', () => {
    const handle = tasks.give('me', { server: 's', tool: 't', args: { text: 'x'.repeat(5_000) }, id: 'i' }, now);
    expect(handle.length).toBeLessThan(1_000);
    expect(tasks.take('me', handle, now)).toEqual({ server: 's', tool: 't', args: {}, id: 'i' });
  });
});
