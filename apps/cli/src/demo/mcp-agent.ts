import { Client, PrivateKeyJwtProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

export type Revision = '2025-11-25' | '2026-07-28';
/** What the agent's model would see of a call. */
export type CallResult = Readonly<{ text: string; isError: boolean; decision: { code?: string } }>;

/** An agent with a key pair, speaking MCP through the official SDK as any agent would. */
export class McpAgent {
  constructor(
    private readonly url: string,
    readonly id: string,
    readonly privateKeyPem: string,
  ) {}

  /** Connects anew, which authenticates anew (private_key_jwt, RFC 7523), works, and closes. */
  async with<T>(revision: Revision, work: (session: McpSession) => Promise<T>): Promise<T> {
    const client = new Client(
      { name: 'surety-demo', version: '1' },
      revision === '2026-07-28' ? { versionNegotiation: { mode: { pin: revision } } } : {},
    );
    const transport = new StreamableHTTPClientTransport(new URL(`${this.url}/mcp`), { authProvider: this.provider() });
    await client.connect(transport);
    try {
      return await work(new McpSession(client));
    } finally {
      await client.close();
    }
  }

  /** An access token, for calls that are counted one by one. */
  async token(): Promise<string> {
    const provider = this.provider();
    const transport = new StreamableHTTPClientTransport(new URL(`${this.url}/mcp`), { authProvider: provider });
    const client = new Client({ name: 'surety-demo', version: '1' });
    await client.connect(transport);
    await client.close();
    const token = provider.tokens()?.access_token;
    if (!token) throw new Error('the authorization server gave no token');
    return token;
  }

  /** One bare `tools/call` with a token, as the wire has it; its HTTP status. */
  async bareCall(token: string, name: string, args: unknown): Promise<number> {
    return (await this.post(token, name, args)).status;
  }

  /** The same, with whether the tool ran, and what was said instead. */
  async bareCallResult(token: string, name: string, args: unknown): Promise<{ admitted: boolean; says: string }> {
    const { status, body } = await this.post(token, name, args);
    const answer = JSON.parse(body) as { result?: { isError?: boolean }; error?: { message: string } };
    const admitted = status === 200 && answer.result !== undefined && answer.result.isError !== true;
    return { admitted, says: answer.error?.message ?? `HTTP ${status}` };
  }

  private async post(token: string, name: string, args: unknown): Promise<{ status: number; body: string }> {
    const response = await fetch(`${this.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
    });
    return { status: response.status, body: await response.text() };
  }

  private provider(): PrivateKeyJwtProvider {
    return new PrivateKeyJwtProvider({
      clientId: this.id,
      privateKey: this.privateKeyPem,
      algorithm: 'ES256',
      expectedIssuer: `${this.url}/oauth`,
    });
  }
}

export class McpSession {
  constructor(private readonly client: Client) {}

  async tools(): Promise<string[]> {
    return (await this.client.listTools()).tools.map(({ name }) => name).sort();
  }

  /** A call whose answer the model reads; protocol errors are thrown by the SDK. */
  async call(name: string, args: Record<string, unknown>): Promise<CallResult> {
    const result = await this.client.callTool({ name, arguments: args });
    const [first] = Array.isArray(result.content) ? result.content : [];
    const decision = result._meta?.['surety.dev/decision'];
    return {
      text: first?.type === 'text' ? first.text : '',
      isError: result.isError === true,
      decision: typeof decision === 'object' && decision !== null ? decision : {},
    };
  }
}
