import { expect } from 'vitest';
import type { SourceDialect } from '@app/directory';
import { newId } from '@app/kernel';
import type { ScimServer } from '../../support/scim-server.js';
import type { ScimWire } from '../../support/scim-wire.js';
import type { Effect, Request, Row } from '../scim-cases/case.js';
import type { Names } from '../scim-cases/names.js';
import { asked, checkAnswer, expectEffect, telling } from '../scim-cases/run.js';
import { stateOf } from '../scim-cases/state.js';

/** One request of a recording, what the provider must get, and what must then be so. */
export type RecordedStep = Readonly<{
  send: Request;
  /** The name under which later steps know what this one made. */
  as?: string;
  expect: Row['expect'];
  effect: Effect;
}>;

export type Recording = Readonly<{
  dialect: SourceDialect;
  /** What the provider puts after its tenant's address. */
  suffix?: string;
  /** Sent with every request. */
  headers: Readonly<Record<string, string>>;
  steps: readonly (RecordedStep | Readonly<{ agentOf: string; as: string }>)[];
}>;

export async function replay(server: ScimServer, { dialect, headers, suffix, steps }: Recording): Promise<void> {
  const { source, wire } = await server.source(dialect);
  const names: Names = new Map([['tag', newId()]]);
  try {
    for (const step of steps) {
      if ('agentOf' in step) names.set(step.as, await server.agentOf(names.get(step.agentOf) ?? ''));
      else await play(server, wire, source.id, step, names, { headers, suffix });
    }
  } finally {
    await wire.close();
  }
}

async function play(
  server: ScimServer,
  wire: ScimWire,
  sourceId: string,
  { send, as, expect: wanted, effect }: RecordedStep,
  names: Names,
  { headers, suffix }: { headers: Recording['headers']; suffix: string | undefined },
): Promise<void> {
  const before = await stateOf(server, sourceId);
  const request = asked({ ...send, headers: { ...headers, ...send.headers } }, names);
  const joined = suffix === undefined ? '' : `${request.path.includes('?') ? '&' : '?'}${suffix}`;
  const answer = await wire.send({ ...request, path: `${request.path}${joined}` });
  await telling(send, answer, async () => {
    checkAnswer(answer, { expect: wanted }, names);
    names.delete('new');
    if (as !== undefined) {
      expect(answer.body?.['id']).toBeTypeOf('string');
      names.set(as, String(answer.body?.['id']));
    }
    await expectEffect(server, before, await stateOf(server, sourceId, before.mark), effect, names);
  });
}
