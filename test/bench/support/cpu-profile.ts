import type { Profile } from './inspector.js';

const rooms: readonly (readonly [string, RegExp])[] = [
  ['undici', /node_modules\/undici|node:internal\/deps\/undici/],
  ['fastify', /node_modules\/(fastify|find-my-way|light-my-request|avvio|@fastify)/],
  ['pg', /node_modules\/pg/],
  ['nest, typeorm', /node_modules\/(@nestjs|typeorm)/],
  ['other packages', /node_modules/],
  ['gateway', /dist\/libs\/gateway|dist\/apps\/gateway/],
  ['access', /dist\/libs\/access/],
  ['ledger', /dist\/libs\/ledger/],
  ['connectors', /dist\/libs\/connectors/],
  ['auth, fence', /dist\/libs\/(auth|fence)/],
  ['other own code', /dist\//],
  ['node:http and net', /node:(_http|net|internal\/(http|stream_base|streams|socket)|_stream)/],
  ['other Node', /^node:/],
];

/** Where the processor's time went, in percent of what was not idle, by room of the code. */
export function shares({ nodes, samples, timeDeltas }: Profile): Record<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, roomOf(node)]));
  const time = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const room = byId.get(id) ?? 'unknown';
    time.set(room, (time.get(room) ?? 0) + (timeDeltas[index] ?? 0));
  }
  time.delete('idle');
  const all = [...time.values()].reduce((sum, value) => sum + value, 0);
  const sorted = [...time].sort(([, a], [, b]) => b - a);
  return Object.fromEntries(sorted.map(([room, value]) => [room, Math.round((value / all) * 1000) / 10]));
}

function roomOf({ callFrame: { functionName, url } }: Profile['nodes'][number]): string {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'native';
  if (url === '') return /write|read|shutdown/i.test(functionName) ? 'kernel writes and reads' : 'native';
  return rooms.find(([, form]) => form.test(url))?.[0] ?? 'unknown';
}
