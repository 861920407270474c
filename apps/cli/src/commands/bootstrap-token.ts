import { Command } from 'commander';
import { readSettings } from '@app/config';
import { note, say } from '../terminal.js';

export const bootstrapToken = new Command('bootstrap-token')
  .description('print a one-time token that makes whoever signs in by an identity provider an administrator')
  .action(async () => {
    const settings = readSettings(process.env);
    const { makeBootstrapToken } = await import('../use-cases.js');
    const { token, expiresAt } = await makeBootstrapToken(settings);
    say(token);
    note(`Valid once, until ${expiresAt.toISOString()}, for somebody who is signed in by SAML or OpenID Connect.`);
  });
