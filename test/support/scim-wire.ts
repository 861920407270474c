import { Agent, request } from 'undici';

export type WireRequest = Readonly<{
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/scim/v2`, or from the root when it begins with `/scim`. */
  path: string;
  /** Null takes a header away that would be sent. */
  headers?: Readonly<Record<string, string | null>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  raw?: string | Uint8Array;
}>;

export type WireAnswer = Readonly<{
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  /** The body as JSON; null of an empty one. */
  body: Readonly<Record<string, unknown>> | null;
}>;

const CONNECTIONS = 64;

/** One provider's HTTP client: real connections that are kept alive, as providers keep theirs. */
export class ScimWire {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    private readonly token: string,
    connections = CONNECTIONS,
  ) {
    this.agent = new Agent({ connections, keepAliveTimeout: 30_000 });
  }

  async send({ method = 'GET', path, headers = {}, body, raw }: WireRequest): Promise<WireAnswer> {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const usual = {
      authorization: `Bearer ${this.token}`,
      ...(payload !== undefined && { 'content-type': 'application/scim+json' }),
    };
    const wanted = Object.entries({ ...usual, ...headers }).filter(
      (pair): pair is [string, string] => pair[1] !== null,
    );
    const target = path.startsWith('/scim') ? path : `/scim/v2${path}`;
    const answer = await request(`${this.url}${target}`, {
      method,
      headers: Object.fromEntries(wanted),
      body: payload ?? null,
      dispatcher: this.agent,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, body: text === '' ? null : parsed(text) };
  }

  post(path: string, body: unknown): Promise<WireAnswer> {
    return this.send({ method: 'POST', path, body });
  }

  patch(path: string, ...Operations: unknown[]): Promise<WireAnswer> {
    return this.send({ method: 'PATCH', path, body: { schemas: [PATCH_OP], Operations } });
  }

  /** Makes a resource and gives its id. */
  async made(path: string, body: unknown): Promise<string> {
    const answer = await this.post(path, body);
    if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`);
    return String(answer.body?.['id']);
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

function parsed(text: string): WireAnswer['body'] {
  try {
    return JSON.parse(text) as WireAnswer['body'];
  } catch {
    return null;
  }
}
