import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { progress, report } from '../bench/support/figures.js';
import { type Serves, startFixture } from '../support/fixture-upstream/index.js';
import { openGovernedHouse } from './governed-house.js';
import { nodeForSuite } from './suite-node.js';
import { type Findings, type Revision, revisions, runSuite } from './suite.js';
import { Verdict } from './verdict.js';

/**
 * The MCP conformance suite against our fixture upstream alone, and against the same fixture behind the gateway: both
 * frozen requirement sets, and upstreams of one era, of the other and of both. Ends with 1 unless every scored scenario
 * passes everywhere, and the gateway changes no check.
 */
const eras = ['modern', 'legacy', 'dual'] as const satisfies readonly Serves[];

const scratch = mkdtempSync(path.join(tmpdir(), 'surety-conformance-'));
const closing: (() => Promise<void>)[] = [];
try {
  const node = await nodeForSuite(scratch);
  const fixtures = new Map<Serves, string>();
  for (const era of eras) {
    const fixture = await startFixture(era);
    closing.push(fixture.stop);
    fixtures.set(era, fixture.url.replace('127.0.0.1', 'localhost'));
  }
  const house = await openGovernedHouse(Object.fromEntries(fixtures));
  closing.push(house.close);

  const verdict = new Verdict();
  const suite = async (url: string, revision: Revision, target: string): Promise<Findings> => {
    progress(`${revision}: ${target}`);
    const found = await runSuite(node, url, revision, path.join(scratch, `${revision} ${target}`));
    verdict.add(found, revision, target);
    return found;
  };
  for (const revision of revisions) {
    const alone = await suite(fixtures.get('dual') ?? '', revision, 'fixture alone');
    for (const era of eras) {
      const target = `gateway, ${era} upstream`;
      await house.renew(era);
      verdict.compare(alone, await suite(house.endpoint(era), revision, target), revision, target);
    }
  }

  report('conformance', verdict.rows, verdict.figures);
  for (const [title, lines] of verdict.told()) {
    if (lines.length > 0) process.stdout.write(`\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`);
  }
  if (!verdict.isGood) process.exitCode = 1;
} finally {
  for (const close of closing.reverse()) await close();
  rmSync(scratch, { recursive: true, force: true });
}
