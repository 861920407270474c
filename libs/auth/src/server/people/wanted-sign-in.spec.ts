import { expect, it } from 'vitest';
import { renameSignInParameters } from './wanted-sign-in.js';

const renamed = (url: string, method = 'GET') => {
  const request = { method, url, originalUrl: `/oauth${url}` };
  renameSignInParameters(request);
  expect(request.originalUrl).toBe(`/oauth${request.url}`);
  return request.url;
};

it('how a client wants the person to have signed in is handed on, and everything else as it came [step-up.parameters]', () => {
  expect(renamed('/auth?max_age=60&acr_values=a+b&state=x')).toBe(
    '/auth?wanted_max_age=60&wanted_acr_values=a+b&state=x',
  );
  const back = 'redirect_uri=http://127.0.0.1/back?to=here&state=x';
  expect(new URL(renamed(`/auth?max_age=60&${back}`), 'http://x').searchParams.get('state')).toBe('x');
  for (const url of ['/auth', '/auth?state=x?y', '/token?max_age=60']) expect(renamed(url)).toBe(url);
  expect(renamed('/auth?max_age=60', 'POST')).toBe('/auth?max_age=60');
});
