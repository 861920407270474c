import type { Kind } from '@app/access';
import { publicName, splitPublicName } from '@app/catalog';
import { found } from '../found.js';
import type { Call } from '../call.js';
import { type UriTemplate, bestTemplate, readTemplate } from '../core/uri-template.js';
import type { House } from '../house.js';
import { listed } from '../listed.js';
import { splitPublicUri } from './public-uri.js';

/** Of which server a name is, and by which name that server knows it; nothing is said of whether it exists. */
export type Named = Readonly<{ server: string; name: string }>;

/** A tool or prompt by the name that this endpoint shows it under. */
export function byName(call: Call, house: House, kind: 'tool' | 'prompt', name: string): Named | null {
  if (call.server !== null) return { server: call.server, name };
  const parts = splitPublicName(name);
  if (!parts) return null;
  const whole = parts.cut
    ? listed(call, house, kind).find((each) => publicName(each.server, each.name) === name)
    : undefined;
  return { server: parts.server, name: whole?.name ?? parts.tool };
}

export function byUri(call: Call, uri: string): Named | null {
  if (call.server !== null) return { server: call.server, name: uri };
  const parts = splitPublicUri(uri);
  return parts && { server: parts.server, name: parts.uri };
}

/**
 * What a server's URI is decided as: the resource that is listed under it, or else the most specific template that it is
 * one of.
 */
export function resourceAt(
  call: Call,
  { access }: House,
  { server, name }: Named,
): Readonly<{ kind: Kind; name: string }> {
  const { agentId } = found(call.token);
  const resources = access.offered(agentId, server, 'resource');
  if (resources.has(name)) return { kind: 'resource', name };
  const templates = access.offered(agentId, server, 'resource_template');
  const best = templates.size === 0 ? null : bestTemplate([...templates].map(read), name, resources);
  return best === null ? { kind: 'resource', name } : { kind: 'resource_template', name: best };
}

const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, UriTemplate>();

/** A template is read once. */
function read(text: string): UriTemplate {
  const known = remembered.get(text);
  if (known) return known;
  const template = readTemplate(text);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(text, template);
  return template;
}
