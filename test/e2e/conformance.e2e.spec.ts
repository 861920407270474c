import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConnectingHouse, openConnectingHouse } from '../support/connecting-house.js';
import { freePort } from '../support/oauth.js';

const program = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const canRun = Number(process.versions.node.split('.')[0]) >= 22;
const why = canRun ? '' : ' (left out: the suite itself needs Node.js 22)';
let house: ConnectingHouse;

beforeAll(async () => {
  if (canRun) house = await openConnectingHouse();
}, 60_000);
afterAll(() => house?.close());

it.skipIf(!canRun)(
  `the authorization scenarios of the MCP conformance suite pass${why} [clients.conformance]`,
  { timeout: 90_000 },
  async () => {
    const port = await freePort();
    const { id } = await house.client({ redirectUris: [`http://127.0.0.1:${port}/callback`] });
    const { browser } = await house.person('conformance@example.com');
    const settings = ['--url', `${house.url}/oauth`, '--client-id', id, '--resource', `${house.url}/mcp`];
    const child = spawn(process.execPath, [program, 'authorization', ...settings, '--port', String(port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let decided: Promise<unknown> | undefined;
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const address = /^http:\S+\/oauth\/auth\?\S+$/m.exec(said)?.[0];
      // where a person would open the address in a browser and agree
      if (address && !decided) decided = agree(address);
    };
    const agree = async (address: string): Promise<void> => {
      const { params, back } = await house.decide(browser, address);
      if (!params.has('code') || !back) throw new Error(back?.text ?? 'nobody was sent back');
      await fetch(back.location);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const [code] = (await once(child, 'exit')) as [number];
    await decided;
    expect(said).toContain('authorization-server-metadata-endpoint');
    expect(said).toContain('authorization-code-grant');
    expect(said).not.toMatch(/SKIPPED|FAILURE/);
    expect({ code, said }).toMatchObject({ code: 0 });
  },
);
