import { Command } from 'commander';
import { readSettings } from '@app/config';
import type { Reconciled } from '@app/directory';
import { exitCodes } from '../exit-codes.js';
import { note, say } from '../terminal.js';

type Options = { source: string; json?: true };

/** Lines of each kind that are shown to people; `--json` has them all. */
const SHOWN = 20;

const reconcile = new Command('reconcile')
  .exitOverride()
  .showHelpAfterError()
  .description('compare an identity provider’s own list of people with what Surety holds; changes nobody')
  .argument('<file>', 'CSV or NDJSON with externalId, userName, active; optionally more columns')
  .requiredOption('--source <name>', 'the source that provisions them')
  .option('--json', 'tell everything, as JSON')
  .action(async (file: string, { source, json }: Options) => {
    const settings = readSettings(process.env);
    const { readPopulation } = await import('../population.js');
    const { reconcileDirectory } = await import('../use-cases.js');
    const found = await reconcileDirectory(settings, source, readPopulation(file));
    if (json) say(JSON.stringify({ file, ...found }, null, 2));
    else tell(file, found);
    process.exitCode = isEqual(found) ? exitCodes.done : exitCodes.failed;
  });

export const directory = new Command('directory').description('the people we were told of').addCommand(reconcile);

const isEqual = ({ counts }: Reconciled): boolean =>
  counts.missing + counts.extra + counts.different + counts.duplicates === 0;

function tell(file: string, found: Reconciled): void {
  const { counts, source, sha256, at } = found;
  say(`${file} (SHA-256 ${sha256}) against the source ${source} at ${at}`);
  say(`${counts.listed} on the list, ${counts.here} here, ${counts.equal} the same in both`);
  const named = (externalId: string | null): string => (externalId === null ? '' : ` (${externalId})`);
  part('on the list and not here', found.missing, (row) => `line ${row.line}: ${row.userName}${named(row.externalId)}`);
  part('here and not on the list', found.extra, (row) => {
    return `${row.userName}${named(row.externalId)}${row.active ? '' : ', inactive'}`;
  });
  part('different', found.different, (row) => `line ${row.line}: ${row.userName}: ${row.attributes.join(', ')}`);
  part('listed twice', found.duplicates, (row) => `line ${row.line} names whom line ${row.first} names (${row.by})`);
  note(isEqual(found) ? 'The list and the directory agree.' : 'The list and the directory differ.');
}

function part<Row>(title: string, rows: readonly Row[], lineOf: (row: Row) => string): void {
  if (rows.length === 0) return;
  say();
  say(`${rows.length} ${title}`);
  for (const row of rows.slice(0, SHOWN)) say(`  ${lineOf(row)}`);
  if (rows.length > SHOWN) say(`  … and ${rows.length - SHOWN} more; --json tells them all`);
}
