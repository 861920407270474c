import { Command } from 'commander';
import { readSettings } from '@app/config';
import { note, say } from '../terminal.js';

export const bootstrapAdmin = new Command('bootstrap-admin')
  .description('make (or find) an administrator and print a one-time sign-in link')
  .argument('<user-name>', 'for example ada@example.com')
  .action(async (userName: string) => {
    const settings = readSettings(process.env);
    const { makeAdmin } = await import('../use-cases.js');
    const { link, expiresAt } = await makeAdmin(settings, userName);
    say(link);
    note(`Valid once, until ${expiresAt.toISOString()}.`);
  });
