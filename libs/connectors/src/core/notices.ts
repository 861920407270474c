import { isObject } from '@app/kernel';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a message says that a list has changed (MCP, all revisions). */
export const isListChanged = (message: unknown): boolean =>
  isObject(message) &&
  ['tools', 'resources', 'prompts'].some((list) => message['method'] === `notifications/${list}/list_changed`);

/** What a message says of a resource that was changed, its `uri` first of all; null when it is anything else. */
export function updatedIn(message: unknown): Fields | null {
  if (!isObject(message) || message['method'] !== 'notifications/resources/updated') return null;
  const { params } = message;
  return isObject(params) && typeof params['uri'] === 'string' ? params : null;
}

/** Parameters of `subscriptions/listen` (MCP 2026-07-28) for every change of a list. */
export const everyListChange: Fields = {
  notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
};

/** The same for changes of these resources. */
export const changesOf = (uris: ReadonlySet<string>): Fields => ({
  notifications: { resourceSubscriptions: [...uris] },
});
