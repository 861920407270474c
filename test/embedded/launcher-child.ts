import { createInterface } from 'node:readline';
import type { startEmbeddedPostgres } from '@app/database';

/** A process that uses the launcher. Arguments: path of the compiled launcher, options as JSON; answers in JSON lines. */
const [, , launcher = '', options = '{}'] = process.argv;
const { startEmbeddedPostgres: start } = (await import(launcher)) as {
  startEmbeddedPostgres: typeof startEmbeddedPostgres;
};
const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

try {
  const given = JSON.parse(options) as Parameters<typeof start>[0] & { umask?: number };
  if (given.umask !== undefined) process.umask(given.umask);
  const server = await start({ ...given, onExit: (ended) => tell({ ended }) });
  tell({ started: server });
  for await (const _ of createInterface(process.stdin)) break; // a line, or the end of the test
  await server.stop();
  process.exit(0);
} catch (error) {
  tell({ failed: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
