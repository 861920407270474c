import { Argument, Command } from 'commander';
import { readSettings } from '@app/config';
import { type Role, roles } from '../roles.js';
import { note, say } from '../terminal.js';
import { untilSignalled } from '../until-signalled.js';

export const start = new Command('start')
  .description('run Surety: everything in this process, or only the roles that are named')
  .addArgument(new Argument('[roles...]', 'which roles to run').choices(roles).default([...roles]))
  .option('--check', 'start everything but the listener, then stop: proves that this installation boots')
  .action(async (chosen: Role[], { check = false }: { check?: boolean }) => {
    const settings = readSettings(process.env);
    const { announcer, takeConsole } = await import('../logs.js');
    takeConsole(settings);
    const [tell, remark] = [announcer(settings, say), announcer(settings, note)];
    const { run } = await import('../program.js');
    const running = await run(settings, chosen, { listen: !check });
    if (!check) {
      tell(`Surety (${chosen.join(', ')}) listens on ${running.url}`);
      remark(`Database: ${running.database}. First sign-in: surety bootstrap-admin <user name>. Stop with Ctrl-C.`);
      await untilSignalled();
      remark('Stopping …');
    }
    await running.stop();
    if (check) tell('Everything starts.');
  });
