import path from 'node:path';
import { readFileSync } from 'node:fs';
import type { McpSession, Revision } from '../mcp-agent.js';
import { type Stage, type Step, given, holds } from '../stage.js';

const VISIBLE = ['calculator__get-sum', 'files__write_file'];

export const calls: Step = {
  name: 'calls',
  title: 'Calls: the official MCP client, once as of 2025-11-25 and once as of 2026-07-28',
  async play(stage) {
    const agent = given(stage, 'agent');
    const says: string[] = [];
    for (const revision of ['2025-11-25', '2026-07-28'] as const) {
      says.push(...(await agent.with(revision, (session) => round(stage, session, revision))));
    }
    return says;
  },
};

async function round(stage: Stage, session: McpSession, revision: Revision): Promise<string[]> {
  const visible = await session.tools();
  holds(visible.join() === VISIBLE.join(), `the agent sees exactly what it may call, not ${visible.join(', ')}`);

  const sum = await session.call('calculator__get-sum', { a: 40, b: 2 });
  holds(!sum.isError && sum.text.includes('42'), 'an allowed call runs');
  const file = path.join(stage.files, `result-${revision}.txt`);
  const written = await session.call('files__write_file', { path: file, content: 'total 42' });
  holds(!written.isError && readFileSync(file, 'utf8') === 'total 42', 'an allowed write reaches the server');

  const tooMuch = await session.call('calculator__get-sum', { a: 500, b: 1 });
  holds(tooMuch.isError && tooMuch.decision.code === 'condition_unmet', 'a call is refused for its arguments');
  const owners = await session.call('files__list_directory', { path: stage.files }).then(
    () => null,
    (refused: unknown) => (refused instanceof Error ? refused.message : String(refused)),
  );
  holds(owners !== null, 'a call that its owner may make but the agent may not is refused');
  return [
    `${revision}  tools/list      ${visible.join(', ')}`,
    `${revision}  get-sum 40+2    allowed: ${sum.text}`,
    `${revision}  write_file      allowed`,
    `${revision}  get-sum 500+1   refused: ${tooMuch.text}`,
    `${revision}  list_directory  refused: ${owners}`,
  ];
}
