import { writeFileSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { readSettings } from '@app/config';
import { system } from '@app/kernel';
import { Reports } from '@app/reports';
import { withUseCases } from '../program.js';
import { note } from '../terminal.js';

const kinds = ['evidence-pack', 'tool-calls.csv', 'tool-calls.ndjson'] as const;

export const exportCommand = new Command('export')
  .description('write an auditor’s report or evidence pack to a file')
  .addArgument(new Argument('<what>', 'what to export').choices(kinds))
  .argument('<file>', 'where to write it')
  .action(async (what: (typeof kinds)[number], file: string) => {
    note('Reading the ledger …');
    const content = await withUseCases<string | Uint8Array>(readSettings(process.env), (app) => {
      const reports = app.get(Reports);
      const actor = system('cli');
      if (what === 'evidence-pack') return reports.evidencePack(actor);
      return reports.toolCalls(actor, what === 'tool-calls.csv' ? 'csv' : 'ndjson');
    });
    writeFileSync(file, content);
    note(`Wrote ${content.length} bytes to ${file}.`);
  });
