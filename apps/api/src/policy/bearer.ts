import type { FastifyRequest } from 'fastify';

/** The bearer token of a request, or nothing (RFC 6750 §2.1); the scheme's name has no case (RFC 9110 §11.1). */
export function bearerOf({ headers }: FastifyRequest): string {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}
