import { isObject, productVersion } from '@app/kernel';
import { type RpcAnswer, errorIn } from './message.js';

/** The stateless revision; every request carries version and capabilities. */
export const MODERN = '2026-07-28';
/** Handshake revisions that we speak to an upstream, newest first. */
export const legacyVersions: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

export type Era = 'modern' | 'legacy';

const modernErrors = [-32020, -32021, -32022];

/** Era by the answer to `server/discover` over a pipe: anything but modern evidence means the handshake. */
export function eraByPipe(answer: RpcAnswer): Era {
  if ('error' in answer) return modernErrors.includes(answer.error.code) ? 'modern' : 'legacy';
  return isDiscovery(answer.result) ? 'modern' : 'legacy';
}

/**
 * Era by the HTTP answer to `server/discover`. Refused credentials and failures of the server say nothing about it;
 * a recognised modern error is final, so that nobody in between can talk us down to an older protocol.
 */
export function eraByHttp(status: number, message: unknown): Era | 'no-evidence' {
  if (status === 401 || status === 403 || status === 429 || status >= 500) return 'no-evidence';
  const code = errorIn(message)?.error.code;
  if (code !== undefined) {
    return modernErrors.includes(code) || (status === 404 && code === -32601) ? 'modern' : 'legacy';
  }
  return status === 200 && isObject(message) && isDiscovery(message['result']) ? 'modern' : 'legacy';
}

const isDiscovery = (result: unknown): boolean => isObject(result) && Array.isArray(result['supportedVersions']);

/** Whether a modern upstream serves the one modern revision that we speak. */
export const servesModern = (result: unknown): boolean =>
  isObject(result) && Array.isArray(result['supportedVersions']) && result['supportedVersions'].includes(MODERN);

export const us = { name: 'surety', version: productVersion } as const;

type Fields = Readonly<Record<string, unknown>>;
/** What a client declared, and from which level on it hears of the log. */
export type Declared = Readonly<{ capabilities: Fields; logLevel: string | null }>;
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/**
 * Parameters with the envelope that each modern request carries: what this very client declared, and from which level on
 * it hears of the log. Without a client we declare no capability, and a server must not log.
 */
export const modernParams = (params: Fields, client?: Declared): Fields => ({
  ...params,
  _meta: modernMeta(params['_meta'], client),
});

/** The envelope alone, over what the caller wrote there. */
export function modernMeta(own: unknown, client?: Declared): Fields {
  const { [LOG_LEVEL]: _, ...theirs } = isObject(own) ? own : ({} as Fields);
  return {
    ...theirs,
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientCapabilities': client?.capabilities ?? {},
    'io.modelcontextprotocol/clientInfo': us,
    ...(client && client.logLevel !== null && { [LOG_LEVEL]: client.logLevel }),
  };
}

/** Parameters of `initialize`. */
export const handshake = (capabilities: Fields): Fields => ({
  protocolVersion: legacyVersions[0],
  capabilities,
  clientInfo: us,
});

/** Whether an HTTP answer shows that the upstream is not of the era that we took it for, and has read nothing. */
export function contradicts(era: Era, status: number, message: unknown): boolean {
  const code = errorIn(message)?.error.code;
  if (era === 'legacy') return status === 400 && code !== undefined && modernErrors.includes(code);
  return [400, 404, 405].includes(status) && eraByHttp(status, message) === 'legacy';
}
