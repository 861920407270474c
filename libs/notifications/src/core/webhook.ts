import { createHmac } from 'node:crypto';

const SECRET = 'whsec_';

/** As Standard Webhooks writes a symmetric secret: 32 bytes in base64 with a prefix. */
export const secretText = (key: Buffer): string => SECRET + key.toString('base64');

/** Headers of one attempt (Standard Webhooks 1.0): HMAC-SHA256 over id, time in seconds and the body's exact bytes. */
export function signedHeaders(key: Buffer, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** The address as it is called, or null: https without credentials and fragment, or http on this very machine. */
export function webhookUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password || url.hash) return null;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && isLoopback(url.hostname) ? url : null;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
