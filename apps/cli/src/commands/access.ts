import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { readSettings } from '@app/config';
import type { ShownPlan } from '@app/access';
import { exitCodes } from '../exit-codes.js';
import { note, say } from '../terminal.js';

const file = () => new Option('-f, --file <file>', 'access.yaml; - for standard input').makeOptionMandatory();
const read = (name: string): string => readFileSync(name === '-' ? 0 : name, 'utf8');

/** The plan in words; ends with what is to be done about it. */
export const diff = new Command('diff')
  .description('show what an access file would change and who would gain what; changes nothing')
  .addOption(file())
  .option('--json', 'tell it as JSON')
  .action(async ({ file: name, json }: { file: string; json?: true }) => {
    const settings = readSettings(process.env);
    const { planAccess } = await import('../use-cases.js');
    const plan = await planAccess(settings, read(name), name);
    if (json) say(JSON.stringify(plan, null, 2));
    else tell(plan);
    process.exitCode = codeOf(plan);
  });

type Apply = { file: string; reason: string; allowWidening?: boolean };

export const apply = new Command('apply')
  .description('make rights what an access file says, in one write')
  .addOption(file())
  .requiredOption('--reason <text>', 'why')
  .option('--allow-widening', 'also when somebody could do more than now')
  .action(async ({ file: name, reason, allowWidening = false }: Apply) => {
    const settings = readSettings(process.env);
    const { applyAccess } = await import('../use-cases.js');
    const { plan, applied } = await applyAccess(settings, read(name), { file: name, reason, allowWidening });
    tell(plan);
    if (!applied) note('Nothing was changed: this would widen access. --allow-widening says that it is meant.');
    process.exitCode = applied ? exitCodes.done : exitCodes.widens;
  });

const exporting = new Command('export')
  .description('write the access file of what there is now to standard output')
  .option('--cedar <directory>', 'instead write Cedar policies, their schema and entities to a directory')
  .action(async ({ cedar }: { cedar?: string }) => {
    const settings = readSettings(process.env);
    const { exportAccess, exportCedar } = await import('../use-cases.js');
    if (cedar === undefined) return void process.stdout.write(await exportAccess(settings));
    mkdirSync(cedar, { recursive: true });
    for (const [name, text] of Object.entries(await exportCedar(settings))) writeFileSync(path.join(cedar, name), text);
    note(`Wrote ${cedar}.`);
  });

const schema = new Command('schema').description('print the JSON Schema of access files').action(async () => {
  const { accessSchema } = await import('@app/access');
  say(JSON.stringify(accessSchema(), null, 2));
});

export const access = new Command('access').description('access as a file').addCommand(exporting).addCommand(schema);

const codeOf = ({ changes, gains }: ShownPlan): number => {
  if (gains.length > 0) return exitCodes.widens;
  return changes.length > 0 ? exitCodes.differs : exitCodes.done;
};

function tell({ changes, gains }: ShownPlan): void {
  for (const line of changes) say(line);
  if (changes.length === 0) note('Everything is as the file says.');
  if (gains.length === 0) return;
  say();
  say('This would widen access:');
  for (const line of gains) say(`  ${line}`);
}
