import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from '@app/config';
import { freePort } from '../free-port.js';
import { type Running, run } from '../program.js';
import { roles } from '../roles.js';
import { startCalculator } from './calculator.js';
import type { Stage } from './stage.js';
import { suretyCommand } from './surety-command.js';

export type Demo = Readonly<{ stage: Stage; running: Running; stop(): Promise<void> }>;

/**
 * Everything that the story finds in place: Surety on the embedded default in a folder of its own (unless the
 * environment names a database), two MCP servers from npm, and an administrator's sign-in link from the command line.
 * @param program path of the built `surety` command
 */
export async function setUp(program: string, environment: NodeJS.ProcessEnv): Promise<Demo> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'surety-demo-'));
  chmodSync(scratch, 0o711); // the account that runs PostgreSQL when we are root must pass through
  const files = path.join(scratch, 'invoices');
  mkdirSync(files);
  writeFileSync(path.join(files, 'march.txt'), '40\n2\n');
  const undo: (() => Promise<void>)[] = [async () => rmSync(scratch, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const step of undo.reverse()) await step();
  };
  try {
    const calculator = await startCalculator();
    undo.push(() => calculator.stop());
    const port = await freePort('127.0.0.1');
    const ours = {
      SURETY_DATA_DIR: path.join(scratch, 'data'),
      SURETY_PORT: String(port),
      SURETY_PUBLIC_URL: `http://127.0.0.1:${port}`,
      SURETY_ALLOW_PRIVATE_ADDRESSES: 'true', // the calculator runs beside us
    };
    const settings = { ...suretyVariables(environment), ...ours };
    const running = await run(readSettings(settings), roles, { listen: true });
    undo.push(() => running.stop());
    const surety = (...args: string[]) => suretyCommand(program, args, settings);
    const bootstrap = await surety('bootstrap-admin', 'root@example.com');
    if (bootstrap.code !== 0) throw new Error(`surety bootstrap-admin failed: ${bootstrap.errors}`);
    const adminLink = bootstrap.output.trim();
    return {
      stage: { url: running.url, adminLink, files, calculatorUrl: calculator.url, surety, scratch },
      running,
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

const suretyVariables = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith('SURETY_') && value ? [[name, value]] : [],
    ),
  );
