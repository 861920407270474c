import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { WrongSetting } from '@app/config';
import { verifyPack } from '@app/ledger';
import { exitCodes } from '../exit-codes.js';
import { note, say } from '../terminal.js';

type Options = { key: string[]; since?: string };

export const verify = new Command('verify')
  .description('check an evidence pack offline; needs nothing but the pack and the key you trust')
  .argument('<pack>', 'the evidence pack (zip)')
  .requiredOption(
    '--key <vkey...>',
    'verifier key of the log, from a place other than the pack; or a file that holds it',
  )
  .option('--since <file>', 'the signed checkpoint you accepted last time')
  .action((pack: string, { key, since }: Options) => {
    const verdict = verifyPack(readFileSync(pack), {
      trustedKeys: key.map(trustedKey),
      ...(since === undefined ? {} : { lastCheckpoint: readFileSync(since, 'utf8') }),
    });
    for (const { name, ok, detail } of verdict.steps) say(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(11)}  ${detail}`);
    if (verdict.ok) say('The pack holds.');
    else note('The pack does not hold.');
    process.exitCode = verdict.ok ? exitCodes.done : verdict.exitCode;
  });

/** The key itself, or the file that holds it. @throws when it is neither, for a pack is not to blame for that */
function trustedKey(given: string): string {
  const text = existsSync(given) ? readFileSync(given, 'utf8').trim() : given;
  if (!/^[^\s+]+\+[0-9a-f]{8}\+\S+$/.test(text))
    throw new WrongSetting(`--key: '${given}' is no verifier key and no file with one`);
  return text;
}
