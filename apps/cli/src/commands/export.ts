import { Argument, Command } from 'commander';
import { readSettings } from '@app/config';
import { type ExportKind, exportKinds } from '../export-kinds.js';
import { note } from '../terminal.js';

export const exportCommand = new Command('export')
  .description('write an auditor’s report or evidence pack to a file')
  .addArgument(new Argument('<what>', 'what to export').choices(exportKinds))
  .argument('<file>', 'where to write it')
  .action(async (what: ExportKind, file: string) => {
    const settings = readSettings(process.env);
    const { makeExport } = await import('../use-cases.js');
    note('Reading the ledger …');
    const bytes = await makeExport(settings, what, file);
    note(`Wrote ${bytes} bytes to ${file}.`);
    if (what === 'evidence-pack') {
      note(`To be checked with 'surety verify ${file} --key <key>', and the key from GET /api/v1/ledger/key.`);
    }
  });
