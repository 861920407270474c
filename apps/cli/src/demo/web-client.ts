/** An answer of the REST interface: its status and its parsed body. */
type Answer<T> = Readonly<{ status: number; body: T }>;

/** A person at the console's REST interface, signed in by a one-time link; speaks HTTP only. */
export class WebClient {
  private cookie = '';
  private csrfToken = '';

  private constructor(private readonly url: string) {}

  /** Redeems a link of the form `<url>/sign-in#<secret>`. */
  static async signIn(link: string): Promise<WebClient> {
    const { origin, hash } = new URL(link);
    const client = new WebClient(origin);
    const answer = await client.send('POST', '/sign-in', { secret: hash.slice(1) });
    if (answer.status >= 300) throw new Error(`sign-in was refused: ${JSON.stringify(answer.body)}`);
    client.csrfToken = (answer.body as { csrfToken: string }).csrfToken;
    return client;
  }

  /** @throws unless the answer is a success */
  async get<T>(path: string): Promise<T> {
    return this.expected<T>('GET', path);
  }

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.expected<T>('POST', path, body);
  }

  /** The bytes of an answer, for exports. */
  async download(path: string): Promise<Uint8Array> {
    const response = await this.fetch('POST', path, {});
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer<unknown>> {
    const response = await this.fetch(method, path, body);
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  private async expected<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body as T;
  }

  private async fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        'x-csrf-token': this.csrfToken,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const [set] = response.headers.getSetCookie();
    if (set) this.cookie = set.split(';')[0] ?? '';
    return response;
  }
}
