import { Command } from 'commander';
import { readSettings } from '@app/config';
import { note, say } from '../terminal.js';

export const tokenKey = new Command('token-key')
  .description('put another key in the place of the one that signs access tokens')
  .option('--replace <reason>', 'throw the present keys away at once, with every token they signed: one may be stolen')
  .action(async ({ replace }: { replace?: string }) => {
    const settings = readSettings(process.env);
    const { rotateTokenKey } = await import('../use-cases.js');
    const { kid, signsFrom } = await rotateTokenKey(settings, replace);
    say(kid);
    note(
      replace === undefined
        ? `Published now, signs from ${signsFrom.toISOString()}.`
        : 'Signs now, and nothing else does.',
    );
  });
