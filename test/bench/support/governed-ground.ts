import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type ClientRequest, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { McpAgent } from '../../../apps/cli/src/demo/mcp-agent.js';
import { ScimClient } from '../../../apps/cli/src/demo/scim-client.js';
import { suretyCommand } from '../../../apps/cli/src/demo/surety-command.js';
import { WebClient } from '../../../apps/cli/src/demo/web-client.js';
import { freePort } from '../../../apps/cli/src/free-port.js';
import { newAgent } from './house.js';
import { OwnPostgres } from './own-postgres.js';
import { Program, program } from './program.js';
import { tokenOf } from './token.js';

type Address =
  { transport: 'http'; url: string } | { transport: 'stdio'; command: { program: string; args: string[] } };

/** Every right that is used rests on one. */
const condition = { arg: 'token', op: 'prefix', value: 'no ' };
const STREAMS_EACH = 100;

/** Control plane and gateway in two processes on one PostgreSQL, and agents whose every right has a condition. */
export class GovernedGround {
  private constructor(
    private readonly postgres: OwnPostgres,
    private readonly api: Program,
    private gateway: Program,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly admin: WebClient,
    private readonly owner: WebClient,
    private readonly profileId: string,
    private readonly agent: McpAgent,
  ) {}

  static async open(): Promise<GovernedGround> {
    const postgres = await OwnPostgres.open();
    const port = await freePort('127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      SURETY_DATABASE_URL: postgres.url,
      SURETY_MASTER_KEY: randomBytes(32).toString('base64'),
      SURETY_PUBLIC_URL: url,
      SURETY_STEP_UP_SECONDS: '3600', // a bench outlasts the usual five minutes
      SURETY_LOG_LEVEL: 'error',
      SURETY_ALLOW_PRIVATE_ADDRESSES: 'true',
    };
    const api = await Program.start('api', { ...environment, SURETY_PORT: String(port) });
    const gateway = await Program.start('gateway', { ...environment, SURETY_METRICS_PORT: '0' });
    const { code, output, errors } = await suretyCommand(program, ['bootstrap-admin', 'root@example.com'], environment);
    if (code !== 0) throw new Error(errors);
    const admin = await WebClient.signIn(output.trim());
    const { token } = await admin.post<{ token: string }>('/api/v1/sources', { name: 'IdP', dialect: 'lenient' });
    const idp = new ScimClient(url, token);
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const user = await idp.create('Users', { schemas, userName: 'owner@example.com', displayName: 'O', active: true });
    const profile = await admin.post<{ id: string }>('/api/v1/profiles', { name: 'Callers' });
    await admin.post(`/api/v1/profiles/${profile.id}/assignments`, { personId: user.id });
    const { link } = await admin.post<{ link: string }>(`/api/v1/people/${user.id}/sign-in-links`);
    const owner = await WebClient.signIn(link);
    const agent = await newAgent(url, owner, 'caller');
    return new GovernedGround(postgres, api, gateway, environment, admin, owner, profile.id, agent);
  }

  get gatewayUrl(): string {
    return this.gateway.url;
  }

  get gatewayPid(): number {
    return this.gateway.pid;
  }

  get postgresPid(): number {
    return this.postgres.pid;
  }

  /** A server whose `echo` the agent may call. */
  async connect(name: string, address: Address): Promise<void> {
    const server = await this.admin.post<{ id: string }>('/api/v1/servers', { name, ...address });
    const tools = await this.admin.post<{ id: string; name: string }[]>(`/api/v1/servers/${server.id}/sync`);
    const tool = tools.find((one) => one.name === 'echo');
    if (!tool) throw new Error(`${name} has no echo`);
    const given = { toolId: tool.id, effect: 'allow', condition: name === 'everything' ? null : condition };
    await this.admin.post(`/api/v1/profiles/${this.profileId}/grants`, given);
    await this.owner.post(`/api/v1/agents/${this.agent.id}/grants`, given);
  }

  token(server: string): Promise<string> {
    return tokenOf(this.agent, this.api.url, `/mcp/${server}`);
  }

  /** The gateway again, to be looked into. @returns the port for `profiledWhile` */
  async inspected(): Promise<number> {
    await this.gateway.stop();
    const port = await freePort('127.0.0.1');
    const options = [`--inspect=127.0.0.1:${port}`];
    this.gateway = await Program.start('gateway', { ...this.environment, SURETY_METRICS_PORT: '0' }, [], options);
    return port;
  }

  /** So many `subscriptions/listen` (MCP 2026-07-28) of many agents, on which nothing is said. */
  async listen(wanted: number): Promise<{ open: () => number; close: () => Promise<void> }> {
    const agents = [];
    for (let n = 0; n < wanted / STREAMS_EACH; n++)
      agents.push(await newAgent(this.api.url, this.owner, `listener ${n}`));
    const sockets = new Agent({ keepAlive: true, maxSockets: Infinity });
    const requests: ClientRequest[] = [];
    let open = 0;
    for (const agent of agents) {
      const token = await tokenOf(agent, this.api.url, '/mcp');
      const begun = Array.from({ length: STREAMS_EACH }, async (_, id) => {
        const asked = listening(`${this.gateway.url}/mcp`, token, id, sockets);
        requests.push(asked);
        const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
        if (answer.statusCode !== 200) throw new Error(`a stream was answered with ${answer.statusCode}`);
        open += 1;
        answer.on('error', () => undefined).once('close', () => (open -= 1));
        answer.resume();
      });
      await Promise.all(begun);
    }
    return {
      open: () => open,
      close: async () => {
        for (const asked of requests) asked.destroy();
        while (open > 0) await pause(50);
      },
    };
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.api.stop();
    await this.postgres.close();
  }
}

function listening(url: string, token: string, id: number, agent: Agent): ClientRequest {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'subscriptions/listen',
  };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const params = { notifications: { toolsListChanged: true }, _meta };
  const asked = request(url, { method: 'POST', headers, agent });
  asked.on('error', () => undefined); // it ends when we end it
  asked.end(JSON.stringify({ jsonrpc: '2.0', id, method: 'subscriptions/listen', params }));
  return asked;
}
