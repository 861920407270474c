import { Command } from 'commander';
import { readSettings } from '@app/config';
import { openSurroundings } from '@app/database';
import { migrations } from '../../../../migrations/index.js';
import { note, say } from '../terminal.js';

export const migrate = new Command('migrate')
  .description('bring the database up to date and stop (every start does this too)')
  .action(async () => {
    const opened = await openSurroundings(readSettings(process.env), {
      migrations,
      environment: process.env,
      onLost: note,
    });
    await opened.close();
    say(opened.migrated.length === 0 ? 'Nothing to do.' : `Applied: ${opened.migrated.join(', ')}`);
  });
