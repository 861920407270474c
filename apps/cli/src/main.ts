#!/usr/bin/env node
import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { WrongSetting } from '@app/config';
import { access, apply, diff } from './commands/access.js';
import { bootstrapAdmin } from './commands/bootstrap-admin.js';
import { bootstrapToken } from './commands/bootstrap-token.js';
import { breakGlass } from './commands/break-glass.js';
import { connect } from './commands/connect.js';
import { config } from './commands/config.js';
import { demo } from './commands/demo.js';
import { directory } from './commands/directory.js';
import { erase } from './commands/erase.js';
import { exportCommand } from './commands/export.js';
import { migrate } from './commands/migrate.js';
import { roleCommand } from './commands/role.js';
import { start } from './commands/start.js';
import { tokenKey } from './commands/token-key.js';
import { verify } from './commands/verify.js';
import { exitCodeHelp, exitCodes } from './exit-codes.js';
import { note } from './terminal.js';
import { UnusableList } from './unusable-list.js';

// Commands load what they run only when they run it: `verify` needs no web server, and says nothing of one.
const surety = new Command('surety')
  .description('Identity governance for people and the AI agents that act for them.')
  .addHelpText('after', exitCodeHelp)
  .showHelpAfterError('(surety --help explains)');
for (const command of [
  start,
  demo,
  migrate,
  config,
  bootstrapAdmin,
  bootstrapToken,
  roleCommand,
  breakGlass,
  connect,
  directory,
  erase,
  exportCommand,
  apply,
  diff,
  access,
  tokenKey,
  verify,
]) {
  surety.addCommand(command.exitOverride().showHelpAfterError());
}

try {
  await surety.exitOverride().parseAsync();
} catch (stop) {
  if (stop instanceof CommanderError) process.exitCode = stop.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else {
    note(stop instanceof Error ? stop.message : String(stop));
    process.exitCode =
      stop instanceof WrongSetting || stop instanceof UnusableList ? exitCodes.usage : exitCodes.failed;
  }
  // A supervisor restarts what has ended, not what lingers.
  setTimeout(() => process.exit(), 5_000).unref();
}
