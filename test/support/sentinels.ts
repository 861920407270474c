import { randomBytes } from 'node:crypto';

/** A text that is nowhere else in the world. */
export const sentinel = (kind: string): string => `sentinel-${kind}-${randomBytes(12).toString('hex')}`;

/** What a careless program might make of a text: as it is, in a URL, in hexadecimal, in base64 at any place. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // of base64 the characters that no neighbour has a part in
  const within = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    return text.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const base64 = within.flatMap((text) => [text, text.replaceAll('-', '+').replaceAll('_', '/')]);
  return [...new Set([secret, encodeURIComponent(secret), bytes.toString('hex'), ...base64])];
}

/** Which of the secrets, by name, are in the text in any form. */
export const foundIn = (text: string, secrets: Readonly<Record<string, string>>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );

/** The line of a private key in PEM that no other key has. */
export const lineOf = (pem: string): string =>
  pem.split('\n').find((line) => line.length > 40 && line.includes('/')) ?? pem.split('\n')[2] ?? '';
