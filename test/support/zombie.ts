import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that has ended and is never reaped, until its parent is killed. */
export async function makeZombie(
  as: { uid?: number; gid?: number } = {},
): Promise<{ pid: number; parent: ChildProcess }> {
  // the shell becomes `cat`, which knows nothing of the child; its echo proves that it has
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec cat'], { ...as, stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  parent.stdin.write('.');
  await once(parent.stdout, 'data');
  const pid = Number(line.toString());
  process.kill(pid, 'SIGKILL');
  return { pid, parent };
}
