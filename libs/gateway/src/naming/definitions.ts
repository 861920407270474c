import type { Kind } from '@app/access';
import { publicName } from '@app/catalog';
import { isObject } from '@app/kernel';
import { publicUri } from './public-uri.js';

type Fields = Readonly<Record<string, unknown>>;

/** As the method of a kind lists it, and under which name. */
export const lists: Readonly<Record<Kind, Readonly<{ method: string; field: string }>>> = {
  tool: { method: 'tools/list', field: 'tools' },
  resource: { method: 'resources/list', field: 'resources' },
  resource_template: { method: 'resources/templates/list', field: 'resourceTemplates' },
  prompt: { method: 'prompts/list', field: 'prompts' },
};

/** A definition as its server wrote it, without the tasks of 2025-11-25, which nobody serves here. */
export function ownDefinition(kind: Kind, definition: Fields): Fields {
  if (kind !== 'tool' || !('execution' in definition)) return definition;
  const { execution: _, ...rest } = definition;
  return rest;
}

/** A definition as an endpoint for many servers shows it: by names that no two servers share. */
export function publicDefinition(kind: Kind, server: string, name: string, definition: Fields): Fields {
  const own = ownDefinition(kind, definition);
  if (kind === 'resource') return { ...own, uri: publicUri(server, name) };
  if (kind === 'resource_template') return { ...own, uriTemplate: publicUri(server, name) };
  const { _meta: meta } = own;
  const ui = isObject(meta) && kind === 'tool' ? meta['ui'] : undefined;
  const isApp = isObject(ui) && typeof ui['resourceUri'] === 'string';
  return {
    ...own,
    name: publicName(server, name),
    ...(isApp && {
      _meta: { ...(meta as Fields), ui: { ...ui, resourceUri: publicUri(server, String(ui['resourceUri'])) } },
    }),
  };
}
