import { Command } from 'commander';
import { Bootstrap } from '@app/auth';
import { readSettings } from '@app/config';
import { withUseCases } from '../program.js';
import { note, say } from '../terminal.js';

export const bootstrapAdmin = new Command('bootstrap-admin')
  .description('make (or find) an administrator and print a one-time sign-in link')
  .argument('<user-name>', 'for example ada@example.com')
  .action(async (userName: string) => {
    const { link, expiresAt } = await withUseCases(readSettings(process.env), (app) =>
      app.get(Bootstrap).admin(userName),
    );
    say(link);
    note(`Valid once, until ${expiresAt.toISOString()}.`);
  });
