import { Argument, Command } from 'commander';
import { readSettings } from '@app/config';
import { say, table } from '../terminal.js';

/** As `roles` of @app/auth; here so that `--help` loads nothing. */
export const personRoles = ['admin', 'reviewer', 'auditor', 'agent_owner', 'security_operator'] as const;
type PersonRole = (typeof personRoles)[number];

const userName = () => new Argument('<user-name>', 'of an active person, for example ada@example.com');
const role = () => new Argument('<role>', 'what they may do').choices(personRoles);

const give = new Command('give')
  .description('give somebody a role')
  .addArgument(userName())
  .addArgument(role())
  .requiredOption('--reason <text>', 'why')
  .option('--until <time>', 'when it ends by itself, ISO 8601')
  .action(async (name: string, what: PersonRole, { reason, until }: { reason: string; until?: string }) => {
    const settings = readSettings(process.env);
    const { giveRole } = await import('../use-cases.js');
    say(await giveRole(settings, name, what, { reason, validTo: until === undefined ? null : new Date(until) }));
  });

const end = new Command('end')
  .description('end every assignment of a role that somebody holds')
  .addArgument(userName())
  .addArgument(role())
  .requiredOption('--reason <text>', 'why')
  .action(async (name: string, what: PersonRole, { reason }: { reason: string }) => {
    const settings = readSettings(process.env);
    const { endRole } = await import('../use-cases.js');
    say(`${await endRole(settings, name, what, reason)} ended`);
  });

const list = new Command('list').description('list who holds or held which role').action(async () => {
  const settings = readSettings(process.env);
  const { listRoles } = await import('../use-cases.js');
  const rows = (await listRoles(settings)).map(({ personId, role: held, validFrom, validTo, givenBy, reason }) => [
    personId,
    held,
    validFrom.toISOString(),
    validTo?.toISOString() ?? '–',
    givenBy,
    reason,
  ]);
  say(table([['person', 'role', 'from', 'to', 'given by', 'reason'], ...rows]));
});

export const roleCommand = new Command('role')
  .description('give, end and list what people may do in Surety itself')
  .addCommand(give)
  .addCommand(end)
  .addCommand(list);
