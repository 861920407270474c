import type { Message } from '../core/protocol.js';
import { governedMethods } from '../core/methods.js';

const known: ReadonlySet<string> = new Set([
  ...governedMethods('legacy'),
  ...governedMethods('modern'),
  'initialize',
  'logging/setLevel',
  'notifications/cancelled',
  'notifications/initialized',
  'notifications/progress',
  'notifications/roots/list_changed',
  'ping',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'server/discover',
  'subscriptions/listen',
  'tools/list',
]);

/** The method, if it is one of MCP: what a client makes up is neither few nor free of what it knows. */
export const methodName = ({ method }: Message): string => (known.has(method) ? method : 'other');
