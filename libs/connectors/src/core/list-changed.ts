import { isObject } from '@app/kernel';

/** What an upstream may tell us of by itself: that one of its lists is another one now. */
const told = ['tools', 'resources', 'prompts'] as const;

/** Whether a message says that a list has changed (MCP, all revisions). */
export const isListChanged = (message: unknown): boolean =>
  isObject(message) && told.some((list) => message['method'] === `notifications/${list}/list_changed`);

/** Names of the server capabilities in the result of `initialize` or `server/discover`. */
export function capabilitiesIn(result: unknown): ReadonlySet<string> {
  const said = isObject(result) ? result['capabilities'] : undefined;
  return new Set(isObject(said) ? Object.keys(said).filter((name) => isObject(said[name])) : []);
}

/** Whether an upstream says that it tells of changes of some list. */
export function tellsOfChanges(result: unknown): boolean {
  const said = isObject(result) ? result['capabilities'] : undefined;
  return isObject(said) && told.some((list) => isObject(said[list]) && said[list]['listChanged'] === true);
}

/** Parameters of `subscriptions/listen` (MCP 2026-07-28) for every change of a list. */
export const everyListChange = {
  notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
} as const;
