import { isObject } from '@app/kernel';
import type { Governed } from '../core/methods.js';
import { publicUri } from './public-uri.js';

type Fields = Readonly<Record<string, unknown>>;

/** An upstream's result with the URIs by which an endpoint for many servers knows its resources. */
export function publicResult(server: string, as: Governed, result: Fields): Fields {
  if (as === 'tool') return mapped(result, 'content', (block) => publicBlock(server, block));
  if (as === 'resource') return mapped(result, 'contents', (contents) => withUri(server, contents));
  if (as === 'prompt') {
    return mapped(result, 'messages', (message) =>
      isObject(message) ? { ...message, content: publicBlock(server, message['content']) } : message,
    );
  }
  if (as === 'task' && isObject(result['result'])) {
    return { ...result, result: publicResult(server, 'tool', result['result']) };
  }
  return result;
}

/** What says which resource is not there says it by the name that was asked for. */
export const publicErrorData = (server: string, data: unknown): unknown => withUri(server, data);

function mapped(result: Fields, field: string, change: (item: unknown) => unknown): Fields {
  const { [field]: items } = result;
  return Array.isArray(items) ? { ...result, [field]: items.map(change) } : result;
}

/** Of the content blocks of MCP 2026-07-28, two name a resource: a link, and an embedded one. */
function publicBlock(server: string, block: unknown): unknown {
  if (Array.isArray(block)) return block.map((each) => publicBlock(server, each));
  if (!isObject(block)) return block;
  if (block['type'] === 'resource_link') return withUri(server, block);
  return block['type'] === 'resource' ? { ...block, resource: withUri(server, block['resource']) } : block;
}

const withUri = (server: string, value: unknown): unknown =>
  isObject(value) && typeof value['uri'] === 'string' ? { ...value, uri: publicUri(server, value['uri']) } : value;
