/** What an identity provider vouches for, told the same way for SAML and OIDC. */
export type Vouched = Readonly<{
  /** Claims or attributes by their full name; `NameID` only when it is one that never changes. */
  values: ReadonlyMap<string, readonly string[]>;
  /** When the person proved themselves to it; null when it does not say. */
  authenticatedAt: Date | null;
  acr: readonly string[];
  amr: readonly string[];
  sessionIndex: string | null;
}>;

/** How old a proof may be where a fresh one is asked for. */
export const STEP_UP_MS = 5 * 60_000;

const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
export const immutableNameId = (format: string | undefined): boolean => format === PERSISTENT;

/**
 * Names of claims and attributes that hold an address or a name: people change these, and providers give them to
 * somebody else later. By such a value nobody is ever recognised.
 */
const changeable =
  /(^|[/:.])(e-?mail|mail|emails|eppn|eduPersonPrincipalName|userPrincipalName|sAMAccountName|email_?address|upn|preferred_username|unique_name|user_?name|login|name|given_?name|family_?name|surname|nickname|display_?name|phone(_number)?)$/i;
/** uid, mail, cn, sn, telephoneNumber, givenName, emailAddress, eduPersonPrincipalName, displayName. */
const changeableOids = new Set(
  `0.9.2342.19200300.100.1.1 0.9.2342.19200300.100.1.3 2.5.4.3 2.5.4.4 2.5.4.20 2.5.4.42 1.2.840.113549.1.9.1
  1.3.6.1.4.1.5923.1.1.1.6 2.16.840.1.113730.3.1.241`
    .split(/\s+/)
    .map((oid) => `urn:oid:${oid}`),
);

/** Whether people may be recognised by this claim or attribute. */
export const isLasting = (name: string): boolean => !changeable.test(name) && !changeableOids.has(name);

/** The one value of a claim or attribute; none, several or an overlong one name nobody. */
export function oneValue({ values }: Vouched, name: string): string | null {
  const [first, second] = values.get(name) ?? [];
  return first && second === undefined && first.length <= 500 ? first : null;
}

export type Strong = Readonly<{ acr: readonly string[]; amr: readonly string[] }>;

/**
 * When the person last proved themselves in a way that counts as strong; null when they did not. Providers may ignore
 * what they are asked for, so only what they assert counts; one for which nothing is named as strong proves nothing.
 */
export function strongProof({ authenticatedAt, acr, amr }: Vouched, strong: Strong): Date | null {
  const isStrong = acr.some((value) => strong.acr.includes(value)) || amr.some((value) => strong.amr.includes(value));
  return isStrong ? authenticatedAt : null;
}

export const isFreshProof = (proof: Date | null, now: Date): boolean =>
  proof !== null && now.getTime() - proof.getTime() <= STEP_UP_MS;
