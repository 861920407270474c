import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { type ModelUser, comparable, modelled, patchOf } from '../../../../test/support/patch-model.js';
import { completeUser } from './complete.js';
import { type Dialect, dialects } from './dialect.js';
import { parsePatch } from './patch-request.js';
import { patched } from './patch.js';
import { userRegistry } from './registry.js';
import { flat, nested } from './resource.js';

function engine(user: ModelUser, Operations: unknown, dialect: Dialect): ModelUser | string {
  try {
    const operations = parsePatch({ Operations }, userRegistry, dialect);
    return nested(completeUser(patched(flat(user), operations, dialect), false)) as ModelUser;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Which of several wrong operations is complained of first is no matter. */
const shown = (outcome: ModelUser | string) => (typeof outcome === 'string' ? 'refused' : comparable(outcome));

describe('a sequence of PATCHes', () => {
  it.each(['lenient', 'entra'] as const)('by %s does what the model does [scim.patch.model]', (name) => {
    const entra = name === 'entra';
    fc.assert(
      fc.property(fc.array(patchOf, { minLength: 1, maxLength: 5 }), (patches) => {
        let user: ModelUser = { userName: 'u', active: true };
        for (const commands of patches) {
          const expected = modelled(user, commands, entra);
          const operations = commands.map(({ wire }) => wire);
          expect(shown(engine(user, operations, dialects[name]))).toEqual(shown(expected));
          if (typeof expected !== 'string') user = expected;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
