import { describe, expect, it } from 'vitest';
import { isHandlerName, jobIdOf, jobsFor } from './job.js';

const message = { id: 'm', tenant: 't', topic: 'person.left', settled: ['b'] };

describe('a message', () => {
  it('becomes one job for each handler that is still to do it [jobs.fan-out]', () =>
    expect(jobsFor(message, ['a', 'b', 'c'])).toEqual([
      { messageId: 'm', tenant: 't', handler: 'a' },
      { messageId: 'm', tenant: 't', handler: 'c' },
    ]));

  it('has one job id for each handler, which the queue accepts [jobs.fan-out]', () =>
    expect(jobIdOf({ messageId: 'm', tenant: 't', handler: 'a.b' })).toBe('m_a.b'));

  it.each([
    ['auth.end-sessions', true],
    ['a', true],
    ['a:b', false],
    ['', false],
    ['7', false],
    ['A', false],
  ])('handler name %j: %s [jobs.fan-out]', (name, expected) => expect(isHandlerName(name)).toBe(expected));
});
