import { Command } from 'commander';
import { describeSettings } from '@app/config';
import { say, table } from '../terminal.js';

export const config = new Command('config')
  .description('print every setting as the environment has it; secrets are hidden')
  .action(() => {
    const rows = describeSettings(process.env).map(({ name, value, meaning }) => [name, value, meaning]);
    say(table([['setting', 'value', 'meaning'], ...rows]));
  });
