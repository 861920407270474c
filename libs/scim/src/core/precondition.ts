import { Refusal } from '@app/kernel';

/** What a request asks of the version that it meets (RFC 9110 §13.1), as its headers say it. */
export type Preconditions = Readonly<{ ifMatch?: string; ifNoneMatch?: string }>;

const LONGEST = 4096;
const tag = /^(?:W\/)?("[\x21\x23-\x7e\x80-\u{10ffff}]*")$/u;

/**
 * Whether a list of entity tags, or `*`, names this version. Compared weakly (RFC 9110 §8.8.3.2), because SCIM's tags
 * are weak ones (RFC 7644 §3.14). What is no entity tag names nothing.
 * @param version such as `W/"3"`
 */
export function matches(header: string, version: string): boolean {
  if (header.trim() === '*') return true;
  if (header.length > LONGEST) return false;
  const own = opaque(version);
  return own !== undefined && header.split(',').some((item) => opaque(item) === own);
}

/** @throws Refusal `scim.precondition-failed` */
export function demand({ ifMatch, ifNoneMatch }: Preconditions, version: string): void {
  const met =
    (ifMatch === undefined || matches(ifMatch, version)) &&
    (ifNoneMatch === undefined || !matches(ifNoneMatch, version));
  if (!met) throw new Refusal('scim.precondition-failed', `the version is ${version}`);
}

const opaque = (text: string): string | undefined => tag.exec(text.trim())?.[1];
