import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { WrongSetting } from '@app/config';
import { checkKeys, verifyPackFile } from '@app/ledger';
import { exitCodes } from '../exit-codes.js';
import { note, say } from '../terminal.js';

type Options = { key: string[]; since?: string; witness?: string[] };

export const verify = new Command('verify')
  .description('check an evidence pack offline; needs nothing but the pack and the key you trust')
  .argument('<pack>', 'the evidence pack (zip)')
  .requiredOption(
    '--key <vkey...>',
    'verifier key of the log, from a place other than the pack; or a file that holds it',
  )
  .option('--since <file>', 'the signed checkpoint you accepted last time')
  .option('--witness <vkey...>', 'a witness that must have cosigned: its verifier key, or a file that holds it')
  .action((pack: string, { key, since, witness = [] }: Options) => {
    const trust = {
      trustedKeys: key.map((one) => verifierKey('--key', one)),
      witnesses: witness.map((one) => verifierKey('--witness', one)),
      ...(since === undefined ? {} : { lastCheckpoint: given(() => readFileSync(since, 'utf8')) }),
    };
    given(() => checkKeys(trust));
    const verdict = given(() => verifyPackFile(pack, trust));
    for (const { name, ok, detail } of verdict.steps) say(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(11)}  ${detail}`);
    if (verdict.ok) say('The pack holds.');
    else note('The pack does not hold.');
    process.exitCode = verdict.ok ? exitCodes.done : verdict.exitCode;
  });

/** @throws WrongSetting when what was named on the command line cannot be read, or is no key */
function given<T>(read: () => T): T {
  try {
    return read();
  } catch (stop) {
    throw new WrongSetting(stop instanceof Error ? stop.message : String(stop));
  }
}

/** The key itself, or the file that holds it. @throws when it is neither, for a pack is not to blame for that */
function verifierKey(option: string, given: string): string {
  const text = existsSync(given) ? readFileSync(given, 'utf8').trim() : given;
  if (!/^[^\s+]+\+[0-9a-f]{8}\+\S+$/.test(text))
    throw new WrongSetting(`${option}: '${given}' is no verifier key and no file with one`);
  return text;
}
