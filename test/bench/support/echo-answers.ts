type Request = { id?: number | string; method: string; params?: { arguments?: { token?: string } } };

const MODERN = '2026-07-28';
const serverInfo = { name: 'echo', version: '1' };
const meta = { 'io.modelcontextprotocol/serverInfo': serverInfo };
const TOOL = {
  name: 'echo',
  description: 'Answers with its token.',
  inputSchema: { type: 'object', properties: { token: { type: 'string' } }, required: ['token'] },
  annotations: { readOnlyHint: true },
};

/** The answer to one message, of either era; null to a notification. */
export function answerTo(text: string): string | null {
  const { id, method, params } = JSON.parse(text) as Request;
  if (id === undefined) return null;
  return JSON.stringify({ jsonrpc: '2.0', id, result: resultOf(method, params?.arguments?.token ?? '') });
}

function resultOf(method: string, token: string): object {
  const cached = { resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta: meta };
  if (method === 'initialize') return { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo };
  if (method === 'server/discover') return { supportedVersions: [MODERN], capabilities: { tools: {} }, ...cached };
  if (method === 'tools/list') return { tools: [TOOL], ...cached };
  return { resultType: 'complete', content: [{ type: 'text', text: token }], _meta: meta };
}
