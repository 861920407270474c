import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks are hundredths of a second on Linux. */
const TICK_MS = 10;

type Process = Readonly<{ pid: number; parent: number; cpuMs: number; rssMb: number }>;

/** What /proc says of a process; null when there is none. */
export function usageOf(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = (index: number): number => Number(fields[index - 3]);
    return { pid, parent: at(4), cpuMs: (at(14) + at(15)) * TICK_MS, rssMb: (at(24) * 4096) / 2 ** 20 };
  } catch {
    return null; // it has ended
  }
}

/** Processor time of a process and everything that it has started so far, in milliseconds. */
export const familyCpuMs = (pid: number): number =>
  familyOf(pid).reduce((sum, one) => sum + (usageOf(one)?.cpuMs ?? 0), 0);

/** A process and everything that it has started and that still runs, the process itself first. */
export function familyOf(pid: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => usageOf(Number(name)) ?? []);
  const family = new Set([pid]);
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const one of all) if (family.has(one.parent)) family.add(one.pid);
  }
  return [...family];
}

/** Processor time of all that runs on this machine, in milliseconds. */
export function machineCpuMs(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) * TICK_MS;
}
