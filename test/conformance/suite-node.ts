import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const WANTED = '24.21.0';

/** A Node.js that the suite runs on: this one from 22 on, else one from npm, in a directory that we throw away. */
export async function nodeForSuite(scratch: string): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(scratch, 'node');
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--silent'];
  const npm = spawn('npm', ['install', '--prefix', prefix, ...options, `${name}@${WANTED}`], { stdio: 'inherit' });
  const [code] = (await once(npm, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`npm could not install ${name}@${WANTED}`);
  return path.join(prefix, 'node_modules', name, 'bin', 'node');
}
