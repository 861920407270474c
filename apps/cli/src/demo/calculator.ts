import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.js';

/** The package listens on every interface and checks no Host header; a demo must not open that to the network. */
const LOOPBACK_ONLY = `data:text/javascript,${encodeURIComponent(`
  import net from 'node:net';
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (port, ...rest) {
    return typeof port === 'object' ? listen.call(this, port, ...rest) : listen.call(this, Number(port), '127.0.0.1', ...rest);
  };`)}`;

export type Upstream = Readonly<{ url: string; stop(): Promise<void> }>;

/** `@modelcontextprotocol/server-everything` over Streamable HTTP, on loopback alone. */
export async function startCalculator(): Promise<Upstream> {
  const port = await freePort('127.0.0.1');
  const program = path.resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
  const child = spawn(process.execPath, ['--import', LOOPBACK_ONLY, program, 'streamableHttp'], {
    env: { PORT: String(port) },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}/mcp`;
  for (const end = Date.now() + 20_000; !(await answers(url)); await pause(50)) {
    if (child.exitCode !== null || Date.now() > end) throw new Error('the demo server server-everything did not start');
  }
  return {
    url,
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
