import { Command } from 'commander';
import { readSettings } from '@app/config';
import { note, say, table } from '../terminal.js';

const make = new Command('make')
  .description('make an account, or start one of this name all over: new password, no key, closed')
  .argument('<name>', 'what it signs in as, for example glass-1')
  .action(async (name: string) => {
    const settings = readSettings(process.env);
    const { makeBreakGlass } = await import('../use-cases.js');
    const { password, link, expiresAt } = await makeBreakGlass(settings, name);
    say(`password ${password}`);
    say(`link     ${link}`);
    note(`The password is shown this one time. Register a security key by the link until ${expiresAt.toISOString()};`);
    note('then an administrator enables the account in the console. It locks itself when it is used.');
  });

const list = new Command('list').description('list the accounts and whether they are open').action(async () => {
  const settings = readSettings(process.env);
  const { listBreakGlass } = await import('../use-cases.js');
  const accounts = await listBreakGlass(settings);
  const rows = accounts.map(({ name, state, keys, usedAt }) => [
    name,
    state,
    String(keys),
    usedAt?.toISOString() ?? 'never',
  ]);
  say(table([['name', 'state', 'keys', 'last used'], ...rows]));
});

export const breakGlass = new Command('break-glass')
  .description('two local accounts for emergencies: closed until an administrator opens them')
  .addCommand(make)
  .addCommand(list);
