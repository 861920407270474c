import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { makeServer } from './make-server.js';

/** The fixture upstream over a pipe; `modern` as its argument refuses the handshake era. */
const legacy = process.argv.includes('modern') ? 'reject' : 'serve';
const quiet = { announce: () => undefined, note: () => undefined, shown: { tools: true, prompts: true } };
serveStdio(({ era }) => makeServer(era, quiet).server, { legacy });
