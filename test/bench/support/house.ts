import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { McpAgent } from '../../../apps/cli/src/demo/mcp-agent.js';
import { ScimClient } from '../../../apps/cli/src/demo/scim-client.js';
import { suretyCommand } from '../../../apps/cli/src/demo/surety-command.js';
import { WebClient } from '../../../apps/cli/src/demo/web-client.js';
import { freePort } from '../../../apps/cli/src/free-port.js';

const program = path.resolve('dist/apps/cli/src/main.js');

/** A built `surety start` on a scratch directory, and the clients that set it up over its public interfaces. */
export class House {
  private child: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private readonly scratch: string,
    private readonly environment: Record<string, string>,
    private readonly program: readonly string[],
  ) {}

  /**
   * @param settings environment variables besides those of the scratch directory
   * @param watched options of Node.js for the program, which then also has a channel to us
   */
  static async open(settings: Record<string, string> = {}, watched: readonly string[] = []): Promise<House> {
    const scratch = mkdtempSync(path.join(tmpdir(), 'surety-bench-'));
    chmodSync(scratch, 0o711);
    const port = await freePort('127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      SURETY_DATA_DIR: path.join(scratch, 'data'),
      SURETY_PORT: String(port),
      SURETY_PUBLIC_URL: url,
      SURETY_STEP_UP_SECONDS: '3600', // a bench outlasts the usual five minutes
      ...settings,
    };
    const house = new House(url, scratch, environment, watched);
    try {
      await house.start();
      return house;
    } catch (error) {
      await house.close(); // a program that is late would stay
      throw error;
    }
  }

  /** Resolves when it is ready for calls. */
  async start(): Promise<void> {
    this.child = spawn(process.execPath, [...this.program, program, 'start'], {
      env: { ...this.environment, PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'ignore', 'inherit', ...(this.program.length > 0 ? (['ipc'] as const) : [])],
    });
    for (const end = Date.now() + 60_000; Date.now() < end; await pause(50)) {
      const ready = await fetch(`${this.url}/gateway/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return;
      if (this.child.exitCode !== null) throw new Error('surety start ended');
    }
    throw new Error('surety start was not ready within 60 s');
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** Lets it end as an operator would; `start` brings it back. */
  async stop(): Promise<void> {
    const { child } = this;
    child?.kill('SIGTERM');
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /** Asks what watches inside the program. */
  async ask<T>(question: string): Promise<T> {
    const { child } = this;
    if (!child?.connected) throw new Error('nothing watches inside the program');
    const answer = once(child, 'message');
    child.send(question);
    return ((await answer) as [T])[0];
  }

  surety(...args: string[]) {
    return suretyCommand(program, args, this.environment);
  }

  async admin(): Promise<WebClient> {
    const { code, output, errors } = await this.surety('bootstrap-admin', 'root@example.com');
    if (code !== 0) throw new Error(errors);
    return WebClient.signIn(output.trim());
  }

  path(name: string): string {
    return path.join(this.scratch, name);
  }
}

/** The control plane, wherever it runs. */
type Front = Readonly<{ url: string; admin(): Promise<WebClient> }>;

/** One upstream with its `echo` tool, a group whose members may call it, and the IdP's provisioning client. */
export type Ground = Readonly<{ admin: WebClient; idp: ScimClient; groupId: string; toolId: string }>;

export async function layGround(house: Front, upstreamUrl: string): Promise<Ground> {
  const admin = await house.admin();
  const { token } = await admin.post<{ token: string }>('/api/v1/sources', { name: 'IdP', dialect: 'lenient' });
  const idp = new ScimClient(house.url, token);
  const server = await admin.post<{ id: string }>('/api/v1/servers', {
    name: 'echo',
    transport: 'http',
    url: upstreamUrl,
  });
  const [tool] = await admin.post<{ id: string }[]>(`/api/v1/servers/${server.id}/sync`);
  if (!tool) throw new Error('the upstream shows no tool');
  const profile = await admin.post<{ id: string }>('/api/v1/profiles', { name: 'Callers' });
  await admin.post(`/api/v1/profiles/${profile.id}/grants`, { toolId: tool.id, effect: 'allow', condition: null });
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
  const group = await idp.create('Groups', { schemas, displayName: 'Callers' });
  await admin.post(`/api/v1/profiles/${profile.id}/assignments`, { groupId: group.id });
  return { admin, idp, groupId: group.id, toolId: tool.id };
}

/** A person of the group with one active agent that may call `echo`. */
export async function newOwner(
  house: Pick<Front, 'url'>,
  ground: Ground,
  name: string,
): Promise<{ id: string; agent: McpAgent }> {
  const { admin, idp, groupId, toolId } = ground;
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const user = await idp.create('Users', { schemas, userName: `${name}@example.com`, displayName: name, active: true });
  await idp.patch('Groups', groupId, [{ op: 'add', path: 'members', value: [{ value: user.id }] }]);
  const { link } = await admin.post<{ link: string }>(`/api/v1/people/${user.id}/sign-in-links`);
  const owner = await WebClient.signIn(link);
  const agent = await newAgent(house.url, owner, `agent of ${name}`, [toolId]);
  return { id: user.id, agent };
}

/** An active agent of the person who is signed in, which may call these tools. */
export async function newAgent(
  url: string,
  owner: WebClient,
  name: string,
  toolIds: readonly string[] = [],
): Promise<McpAgent> {
  const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
  const { id } = await owner.post<{ id: string }>('/api/v1/agents', {
    name,
    kind: 'autonomous',
    purpose: 'benchmark',
    expiresAt: days(90),
    nextReviewAt: days(30),
  });
  for (const toolId of toolIds) {
    await owner.post(`/api/v1/agents/${id}/grants`, { toolId, effect: 'allow', condition: null });
  }
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await owner.post(`/api/v1/agents/${id}/keys`, { jwk: publicKey.export({ format: 'jwk' }), expiresAt: days(60) });
  await owner.post(`/api/v1/agents/${id}/activate`);
  return new McpAgent(url, id, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
}
