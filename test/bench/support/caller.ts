import { Pool } from 'undici';

/** Bare `tools/call` requests over a fixed number of kept-alive connections. */
export class Caller {
  private readonly pool: Pool;

  constructor(
    url: string,
    connections: number,
    private readonly token: string,
  ) {
    this.pool = new Pool(url, { connections, pipelining: 1 });
  }

  /** HTTP status of the call, and whether the tool ran; status 0 when the connection broke. */
  async echo(token: string): Promise<{ status: number; ran: boolean }> {
    try {
      const { statusCode, body } = await this.pool.request({
        path: '/mcp',
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2025-11-25',
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'echo__echo', arguments: { token } },
        }),
      });
      const text = await body.text();
      return { status: statusCode, ran: statusCode === 200 && text.includes(token) };
    } catch (broken) {
      void broken; // the process under test was killed: that is the experiment
      return { status: 0, ran: false };
    }
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}
