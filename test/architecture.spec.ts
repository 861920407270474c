import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type IConfiguration, type ICruiseOptions, type ICruiseResult, cruise } from 'dependency-cruiser';
import { afterAll, expect, it } from 'vitest';

/** The rules that `npm run check` goes by. */
const rules = '../.dependency-cruiser.mjs';
const { default: config } = (await import(rules)) as { default: Required<Pick<IConfiguration, 'forbidden'>> };

const scratch = mkdtempSync(path.join(tmpdir(), 'surety-layers-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Names of the rules that a small tree of files breaks. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = mkdtempSync(path.join(scratch, 'tree-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const options: ICruiseOptions = { baseDir: root, validate: true, ruleSet: { forbidden: config.forbidden } };
  const { output } = await cruise(['.'], options);
  return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
}

const door = 'export const here = 1;\n';

it.each<[string, Record<string, string>]>([
  [
    'row-kernel',
    { 'libs/kernel/src/index.ts': `import '../../ledger/src/index.ts';`, 'libs/ledger/src/index.ts': door },
  ],
  ['row-fence', { 'libs/fence/src/index.ts': `import '../../jobs/src/index.ts';`, 'libs/jobs/src/index.ts': door }],
  ['unknown-lib', { 'libs/utils/src/index.ts': `import './a.ts';`, 'libs/utils/src/a.ts': door }],
  ['no-cycle', { 'libs/access/src/index.ts': `import './a.ts';`, 'libs/access/src/a.ts': `import './index.ts';` }],
  [
    'libs-know-no-app',
    { 'libs/scim/src/index.ts': `import '../../../apps/api/src/boot.ts';`, 'apps/api/src/boot.ts': door },
  ],
  ['apps-do-not-share', { 'apps/cli/src/main.ts': `import '../../api/src/a.ts';`, 'apps/api/src/a.ts': door }],
  [
    'only-the-cli-boots-others',
    { 'apps/api/src/a.ts': `import '../../worker/src/boot.ts';`, 'apps/worker/src/boot.ts': door },
  ],
  [
    'by-the-front-door',
    { 'apps/api/src/a.ts': `import '../../../libs/scim/src/users.ts';`, 'libs/scim/src/users.ts': door },
  ],
  ['core-is-pure', { 'libs/access/src/core/a.ts': `import 'node:fs';` }],
  [
    'verifier-is-independent',
    { 'libs/ledger/src/verifier/a.ts': `import '../core/merkle.ts';`, 'libs/ledger/src/core/merkle.ts': door },
  ],
  [
    'shipped-code-knows-no-test',
    { 'libs/scim/src/index.ts': `import '../../../test/support/world.ts';`, 'test/support/world.ts': door },
  ],
])('a change that breaks %s does not pass [house.direction]', async (rule, files) => {
  expect(await broken(files)).toContain(rule);
});

it('the direction that is meant passes [house.direction]', async () => {
  const files = { 'libs/ledger/src/index.ts': `import '../../kernel/src/index.ts';`, 'libs/kernel/src/index.ts': door };
  expect(await broken(files)).toEqual([]);
});
