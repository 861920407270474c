import fs from 'node:fs';
import { bareEnvironment, run } from './run.js';

/** Whom PostgreSQL runs as; empty where that is the current user. */
export type Account = Readonly<{ uid?: number; gid?: number }>;

/** PostgreSQL refuses to run as root. An existing cluster keeps its owner, whatever accounts have appeared since. */
export async function chooseAccount(cluster: string | undefined, runAs: string | undefined): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  if (cluster !== undefined) {
    const { uid, gid } = fs.statSync(cluster);
    return { uid, gid };
  }
  for (const name of runAs ? [runAs] : ['postgres', 'nobody', 'daemon']) {
    const found = await lookUp(name);
    if (found && found.uid !== 0) return found;
  }
  throw new Error(
    `Running as root, and no unprivileged account ${runAs ?? 'postgres, nobody or daemon'} exists: set SURETY_PG_RUN_AS`,
  );
}

/** `cd` as the account: the `cwd` option of Node is entered before the uid changes, so it proves nothing. */
export async function assertReachable(home: string, account: Account): Promise<void> {
  if (account.uid === undefined) return;
  const options = { ...account, cwd: '/', env: bareEnvironment };
  await run('/bin/sh', ['-c', 'cd "$0"', home], options).catch(() => {
    throw new Error(
      `The account ${account.uid} that runs PostgreSQL cannot enter ${home}: set SURETY_DATA_DIR to a directory it can reach`,
    );
  });
}

async function lookUp(name: string): Promise<Required<Account> | undefined> {
  const ask = async (flag: string): Promise<number> =>
    Number((await run('id', [flag, name], { env: bareEnvironment })).stdout);
  try {
    const [uid, gid] = await Promise.all([ask('-u'), ask('-g')]);
    return { uid, gid };
  } catch {
    return undefined; // no such account
  }
}
