import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { certificateIn } from '../../core/certificate.js';

const handedOn = new WeakMap<IncomingMessage, X509Certificate>();

/**
 * The certificate that the client proved to hold: on the TLS connection when Surety ends it itself, else the one that
 * a proxy which we were told to believe handed on.
 */
export function clientCertificateOf(request: IncomingMessage): X509Certificate | undefined {
  const { socket } = request;
  if (socket instanceof TLSSocket) return socket.getPeerX509Certificate();
  return handedOn.get(request);
}

/**
 * Believes the `Client-Cert` header of a request (RFC 9440). Only for a server behind a proxy that removes the header
 * from whatever comes from outside; where nobody calls this, the header means nothing.
 */
export function believeClientCertHeader(request: IncomingMessage): void {
  const { 'client-cert': header } = request.headers;
  const certificate = typeof header === 'string' ? certificateIn(header) : null;
  if (certificate) handedOn.set(request, certificate);
}
