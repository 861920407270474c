import { hash, randomBytes } from 'node:crypto';

/** 256 bits as 43 characters that fit into a URL and a cookie. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored instead of a secret; a fast hash is right for 256 random bits. */
export const digest = (secret: string): Buffer => hash('sha256', secret, 'buffer');
