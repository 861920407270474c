/**
 * Why a check that is not scored fails, or a check comes out otherwise behind the gateway without failing; by scenario or
 * `scenario:check`. What is not named here must not happen.
 */
const reasons: Readonly<Record<string, string>> = {
  'server-sse-multiple-streams:server-sse-streams-functional':
    'Streams are optional there: where nothing comes before the answer, the gateway answers with JSON, and the suite only notes it.',
  'server-sse-polling':
    'Where the fixture closes its stream in mid-call the gateway takes it up again itself, and its own client has no cause to come back.',
  'tasks-dispatch-and-envelope:sep-2663-tasks-get-invalid-task-id-32602':
    'Behind the gateway it passes: a handle that is not ours is refused before any upstream is asked.',
};
const extension =
  'The tasks extension: the fixture has no tasks, so neither has the gateway before it (docs/mcp-rounds.md).';

export const reasonFor = (scenario: string, check: string): string | undefined =>
  reasons[`${scenario}:${check}`] ?? reasons[scenario] ?? (scenario.startsWith('tasks-') ? extension : undefined);
