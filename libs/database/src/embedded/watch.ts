import type { ChildProcess } from 'node:child_process';
import { every } from './heartbeat.js';
import { servesDirectory } from './postmaster.js';

/**
 * Reports, once, a server that ends by itself: at once when it is our child, within two seconds when another process
 * started it. Returns what ends the watch.
 */
export function watch(
  server: Readonly<{ pid: number; data: string; child: ChildProcess | undefined }>,
  report: (how: string) => void,
): () => void {
  const { pid, data, child } = server;
  let rest = (): void => undefined;
  const end = (how: string): void => {
    rest();
    report(how);
  };
  if (child) {
    const ended = (code: number | null, signal: NodeJS.Signals | null): void => end(signal ?? `exit code ${code}`);
    child.once('exit', ended);
    rest = () => void child.off('exit', ended);
  } else {
    rest = every(() => {
      if (!servesDirectory(pid, data)) end('its process is gone');
    });
  }
  return () => rest();
}
