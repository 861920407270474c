import { type CryptoKey, SignJWT, importPKCS8 } from 'jose';
import { type Dispatcher, request } from 'undici';
import type { Secret } from '@app/catalog';
import { Refusal, boundedText, isObject, newId } from '@app/kernel';
import { ForbiddenAddress } from '@app/outbound';
import { backoff } from '../core/backoff.js';

type Client = Extract<Secret, { kind: 'oauth' }>;
type Token = Readonly<{ text: string; refreshAt: number; endsAt: number }>;

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;
const ASSERTION_SECONDS = 60;
/** A token is not used in its last seconds: it must still be good when it arrives. */
const MARGIN_MS = 5_000;
/** Because of refusals another token is not fetched more often. */
const AGAIN_MS = 1_000;
const BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The access token by which we call one server (RFC 6749 §4.4, RFC 8707; RFC 7523 §2.2 with a key): kept, fetched anew
 * before it ends while the old one is used, and fetched once for all who wait.
 */
export class ClientToken {
  private token: Token | null = null;
  private fetching: Promise<string> | undefined;
  private failures = 0;
  private notBefore = 0;
  private forgotAt = -Infinity;

  /** @param resource address of the server that the token is for */
  constructor(
    private readonly client: Client,
    private readonly resource: string,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** @throws (the promise) Refusal `upstream.denied`, `upstream.unavailable` */
  current(): string | Promise<string> {
    const now = performance.now();
    const { token } = this;
    if (!token || now >= token.endsAt) return this.fetch();
    if (now >= token.refreshAt) this.fetch().catch(() => undefined); // the old one is still good; who needs one hears of it
    return token.text;
  }

  /** It was not accepted. @returns whether another one may be */
  forget(used: string): boolean {
    if (this.token && this.token.text !== used) return true;
    const now = performance.now();
    if (now - this.forgotAt < AGAIN_MS) return false;
    this.forgotAt = now;
    this.token = null;
    return true;
  }

  private fetch(): Promise<string> {
    const now = performance.now();
    if (now < this.notBefore) {
      return Promise.reject(new Refusal('upstream.unavailable', 'its token endpoint fails; it is asked again soon'));
    }
    this.fetching ??= this.ask()
      .then((token) => {
        this.failures = 0;
        this.token = token;
        return token.text;
      })
      .catch((fault: unknown) => {
        this.failures += 1;
        this.notBefore = performance.now() + backoff(this.failures);
        throw fault;
      })
      .finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async ask(): Promise<Token> {
    const { tokenUrl, scope, resource = this.resource } = this.client;
    const { headers, fields } = await this.proof();
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      resource,
      ...(scope && { scope }),
      ...fields,
    });
    const begun = performance.now();
    const { status, said } = await this.post(tokenUrl, headers, body.toString());
    if (status !== 200) throw refused(status, said);
    const { access_token: text, token_type: type, expires_in: seconds } = said;
    const isToken = typeof text === 'string' && /^[\x21-\x7e]{1,16384}$/.test(text);
    if (!isToken || typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
      throw new Refusal('upstream.unavailable', 'its token endpoint gives no bearer token');
    }
    // without a term it is good until it is refused (RFC 6749 §5.1)
    const life = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : Infinity;
    return { text, refreshAt: begun + life * 0.8, endsAt: begun + Math.max(life - MARGIN_MS, life * 0.9) };
  }

  private async post(url: string, headers: Readonly<Record<string, string>>, body: string) {
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body,
        dispatcher: this.dispatcher,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await boundedText(answer.body, MOST_BYTES);
      const said: unknown = text === null ? null : parsed(text);
      return { status: answer.statusCode, said: isObject(said) ? said : {} };
    } catch (cause) {
      const why = cause instanceof ForbiddenAddress ? 'is not at a public address' : 'cannot be reached';
      throw new Refusal('upstream.unavailable', `its token endpoint ${why}`, { cause });
    }
  }

  private async proof(): Promise<{ headers: Record<string, string>; fields: Record<string, string> }> {
    const { method, clientId, clientSecret = '' } = this.client;
    if (method === 'private_key_jwt') {
      return { headers: {}, fields: { client_assertion_type: BEARER, client_assertion: await this.assertion() } };
    }
    if (method === 'client_secret_post') {
      return { headers: {}, fields: { client_id: clientId, client_secret: clientSecret } };
    }
    const pair = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
    return { headers: { authorization: `Basic ${pair}` }, fields: {} };
  }

  private async assertion(): Promise<string> {
    const { clientId, privateKey = '', keyId, algorithm = 'ES256', tokenUrl, audience = tokenUrl } = this.client;
    const key: CryptoKey = await importPKCS8(privateKey, algorithm);
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: algorithm, ...(keyId !== undefined && { kid: keyId }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setJti(newId())
      .setIssuedAt(now)
      .setExpirationTime(now + ASSERTION_SECONDS)
      .sign(key);
  }
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
const formEncoded = (text: string): string => new URLSearchParams({ text }).toString().slice('text='.length);

/** The endpoint's own words may hold anything; only error codes of RFC 6749 §5.2 are told. */
function refused(status: number, said: Readonly<Record<string, unknown>>): Refusal {
  const code = typeof said['error'] === 'string' && /^[a-z_]{1,40}$/.test(said['error']) ? `: ${said['error']}` : '';
  if (status >= 400 && status < 500 && status !== 429) {
    return new Refusal('upstream.denied', `its token endpoint answers with status ${status}${code}`);
  }
  return new Refusal('upstream.unavailable', `its token endpoint answers with status ${status}${code}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
