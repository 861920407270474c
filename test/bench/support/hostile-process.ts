/**
 * An MCP server of 2026-07-28, alone in its process, that answers everything but calls, and does to these what it was
 * started for (`node hostile-process.js <misdeed>`); tells its port over IPC.
 */
import { misdeeds } from '../../support/misdeeds.js';
import { startScripted } from '../../support/scripted-upstream.js';
import { answerTo } from './echo-answers.js';

const deeds: Readonly<Record<string, ReturnType<typeof misdeeds>[keyof ReturnType<typeof misdeeds>]>> =
  misdeeds('http://127.0.0.1:1/');
const deed = deeds[process.argv[2] ?? ''];
if (!deed) throw new Error('no such misdeed');
const server = await startScripted();
server.script = (message, outgoing) => {
  if (message.method === 'tools/call') return deed(message, outgoing);
  const said = answerTo(JSON.stringify(message));
  return said === null
    ? outgoing.writeHead(202).end()
    : outgoing.writeHead(200, { 'content-type': 'application/json' }).end(said);
};
process.send?.(server.port);
process.on('disconnect', () => process.exit());
process.on('uncaughtException', () => undefined); // who misbehaves meets broken connections
