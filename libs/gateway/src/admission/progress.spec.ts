import { expect, it } from 'vitest';
import type { Call } from '../call.js';
import { progressOf } from './progress.js';

it('nothing is heard of a call that has ended, whatever its upstream still tells [gateway.stream.over]', () => {
  const heard: string[] = [];
  const headers = { accept: 'application/json, text/event-stream' };
  const call = {
    request: { headers, notify: (message: string) => heard.push(message) },
    message: { params: { _meta: { progressToken: 'mine' } } },
  } as unknown as Call;
  let looks = 0;
  const recheck = (): null => {
    looks += 1;
    return null;
  };
  const { onProgress, end } = progressOf(
    call,
    recheck,
    () => undefined,
    () => true,
  );
  onProgress?.({ progress: 1 });
  end();
  onProgress?.({ progress: 2 });
  expect([heard.length, looks]).toEqual([1, 1]);
});

it.each([
  [true, { progress: 1, total: 2, message: 'reading Ada’s file', stage: 'Ada' }],
  [false, { progress: 1, total: 2 }],
])('while words may be heard: %s, so may what no revision knows [gateway.stream.words]', (mayTell, told) => {
  const heard: object[] = [];
  const call = {
    request: {
      headers: { accept: 'text/event-stream' },
      notify: (message: string) => heard.push((JSON.parse(message) as { params: object }).params),
    },
    message: { params: { _meta: { progressToken: 'mine' } } },
  } as unknown as Call;
  const { onProgress, end } = progressOf(
    call,
    () => null,
    () => undefined,
    () => mayTell,
  );
  onProgress?.({ progress: 1, total: 2, message: 'reading Ada’s file', stage: 'Ada' });
  end();
  expect(heard).toEqual([{ progressToken: 'mine', ...told }]);
});
