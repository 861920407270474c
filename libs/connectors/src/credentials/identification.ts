import { Refusal } from '@app/kernel';
import type { Secret } from '@app/catalog';
import type { ClientToken } from './client-token.js';
import { Echoes } from './echoes.js';

export type Certificate = Readonly<{ cert: string; key: string; ca?: string | undefined }>;
type Headers = Readonly<Record<string, string>>;
const none: Headers = {};

/** What we prove ourselves by to one server. */
export class Identification {
  private headersNow: Headers = none;
  private certificateNow: Certificate | null = null;
  private environmentNow: Headers = none;
  private origin: string | null = null;
  private token: ClientToken | null = null;
  private lost: string | null = null;
  private learned = 0;
  /** The headers with the token that was asked for last. */
  private latest: Readonly<{ token: string; headers: Headers }> | null = null;
  private readonly echoes = new Echoes();

  /**
   * What is so from the next request on.
   * @param audience the only origin, or command, that it is shown to
   * @param lost why there is nothing any more to prove ourselves by, where there should be
   */
  learn(audience: string, shown: readonly Secret[], token: ClientToken | null, lost: string | null): void {
    const headers: Record<string, string> = {};
    this.certificateNow = null;
    this.environmentNow = none;
    this.origin = audience;
    this.learned += 1;
    for (const secret of shown) {
      if (secret.kind === 'header') headers[secret.name.toLowerCase()] = secret.value;
      if (secret.kind === 'bearer') headers['authorization'] = `Bearer ${secret.token}`;
      if (secret.kind === 'mtls') this.certificateNow = { cert: secret.cert, key: secret.key, ca: secret.ca };
      if (secret.kind === 'environment') this.environmentNow = secret.values;
      this.echoes.add(...textsOf(secret));
    }
    this.headersNow = Object.keys(headers).length > 0 ? headers : none;
    this.token = token;
    this.latest = null;
    this.lost = lost;
  }

  /** No request needs anything of it. */
  get isNobody(): boolean {
    return this.lost === null && this.token === null && this.headersNow === none;
  }

  /** For TLS to this origin, over connections that are opened now. */
  certificate(origin: string): Certificate | null {
    return origin === this.origin ? this.certificateNow : null;
  }

  /** For a program that we start now. @param command as `audienceOf` has it @throws Refusal `upstream.no-credential` */
  environment(command: string): Headers {
    this.refuseWhenLost();
    return command === this.origin ? this.environmentNow : none;
  }

  /** How often it was learned what is so; what was taken from it before is not shown any more. */
  get edition(): number {
    return this.learned;
  }

  /** Headers for a request to this origin: at once, or when a token has been fetched. @throws Refusal `upstream.no-credential`, `upstream.denied` */
  headers(origin: string): Headers | Promise<Headers> {
    this.refuseWhenLost();
    if (origin !== this.origin) return none;
    if (!this.token) return this.headersNow;
    const token = this.token.current();
    return typeof token === 'string' ? this.with(token) : token.then((fetched) => this.with(fetched));
  }

  /** Whether a 401 may be a matter of a token that is too old: then `headers` fetches another one. */
  isStale(headers: Headers): boolean {
    const used = headers['authorization']?.replace(/^Bearer /, '');
    return this.token !== null && used !== undefined && this.token.forget(used);
  }

  /** The text of an answer, without anything that the server was shown. @param session its own name for our session */
  hushed(text: string, session?: string): string {
    return this.echoes.hushed(text, session);
  }

  private with(token: string): Headers {
    if (this.latest?.token !== token) {
      this.echoes.add(token);
      this.latest = { token, headers: { ...this.headersNow, authorization: `Bearer ${token}` } };
    }
    return this.latest.headers;
  }

  private refuseWhenLost(): void {
    if (this.lost !== null) throw new Refusal('upstream.no-credential', this.lost);
  }
}

/** What of it a server, or its token endpoint, gets to see. */
function textsOf(secret: Secret): readonly string[] {
  switch (secret.kind) {
    case 'bearer':
      return [secret.token];
    case 'header':
      return [secret.value, ...secret.value.split(' ').slice(1)]; // a scheme, and what proves it
    case 'environment':
      return Object.values(secret.values);
    case 'oauth':
      return [secret.clientSecret ?? ''];
    case 'mtls':
      return [];
  }
}
