import { Command } from 'commander';
import { WrongSetting, readSettings } from '@app/config';
import { REFERENCE, SUBJECT } from '@app/ledger';
import { say } from '../terminal.js';

export const erase = new Command('erase')
  .description('erase the personal fields that the ledger keeps of somebody; its proofs stay valid')
  .argument('<subject>', 'whose fields: the id of the person, agent or other thing')
  .requiredOption('--reference <text>', 'the case it is done under; it is recorded as it stands, so no names')
  .action(async (subject: string, { reference }: { reference: string }) => {
    if (!REFERENCE.test(reference)) {
      throw new WrongSetting('--reference: at most 100 letters, digits, spaces and .:/#_- of a case');
    }
    if (!SUBJECT.test(subject)) {
      throw new WrongSetting('<subject>: an id as entries have it; no names, for it is recorded as it stands');
    }
    const settings = readSettings(process.env);
    const { eraseSubject } = await import('../use-cases.js');
    const { state, fields, dueAt } = await eraseSubject(settings, subject, reference);
    if (state === 'waiting') return say(`waits for a duty to keep; not before ${dueAt.toISOString()}`);
    say(fields ? `erased ${fields} fields` : `erased 0 fields: nothing is kept of a subject '${subject}'`);
  });
