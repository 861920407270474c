import { expect, it } from 'vitest';
import { shownName } from './client-name.js';

const clientId = 'https://client.example/id';

it.each([
  ['Desk', 'Desk'],
  ['  Desk\t\n two ', 'Desk two'],
  ['De\u0000sk', 'De sk'],
  ['Desk \u202Eevil\u202C\u200B', 'Desk evil'],
  ['Büro 桌面', 'Büro 桌面'],
  ['', clientId],
  ['\u200B\u0000', clientId],
  [undefined, clientId],
])('of %j is %j [authorize.client-name]', (clientName, shown) => {
  expect(shownName({ clientName, clientId })).toBe(shown);
});

it('is cut, not refused, when it is longer than a name [authorize.client-name]', () => {
  const shown = shownName({ clientName: '😀'.repeat(5000), clientId });
  expect(Array.from(shown)).toHaveLength(100);
  expect(shown.endsWith('😀…')).toBe(true);
  expect(Array.from(shownName({ clientId: `https://client.example/${'x'.repeat(4000)}` }))).toHaveLength(100);
});
