import { z } from 'zod';

const MINUTE_MS = 60_000;
const MEGABYTE = 1024 * 1024;
const ms = (least: number, most: number) => z.int().min(least).max(most);

/** What may be said of how much a server is asked, and how long it is waited for; the rest is as usual. */
export const limitsForm = z.strictObject({
  concurrent: z.int().min(1).max(1000).optional().describe('Requests that are out at one time.'),
  waiting: z.int().min(0).max(10_000).optional().describe('Requests that wait for one of these to end.'),
  waitMs: ms(0, MINUTE_MS).optional().describe('How long each of them waits.'),
  connectMs: ms(100, MINUTE_MS).optional().describe('Until a connection stands.'),
  firstByteMs: ms(0, 10 * MINUTE_MS)
    .optional()
    .describe('Until an answer begins; 0: as long as the whole call.'),
  idleMs: ms(0, 10 * MINUTE_MS)
    .optional()
    .describe('Between two parts of an answer; 0: as long as the whole call.'),
  callMs: ms(100, 10 * MINUTE_MS)
    .optional()
    .describe('The whole call.'),
  resultBytes: z
    .int()
    .min(1024)
    .max(100 * MEGABYTE)
    .optional(),
  program: z
    .strictObject({
      memoryBytes: z
        .int()
        .min(64 * MEGABYTE)
        .optional()
        .describe('Memory that it may write to (RLIMIT_DATA).'),
      files: z.int().min(32).max(1_000_000).optional().describe('Open files (RLIMIT_NOFILE).'),
      processes: z
        .int()
        .min(1)
        .optional()
        .describe('Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC).'),
      cpuSeconds: z.int().min(1).optional().describe('Processor time in its whole life (RLIMIT_CPU).'),
    })
    .optional()
    .describe('Of a program that we start.'),
});

export type SaidLimits = Readonly<z.infer<typeof limitsForm>>;
/** `null`: not limited. */
export type ProgramLimits = Readonly<{
  memoryBytes: number | null;
  files: number | null;
  processes: number | null;
  cpuSeconds: number | null;
}>;
export type Limits = Readonly<{
  concurrent: number;
  waiting: number;
  waitMs: number;
  connectMs: number;
  firstByteMs: number;
  idleMs: number;
  callMs: number;
  resultBytes: number;
  program: ProgramLimits;
}>;

export const usualLimits: Limits = {
  concurrent: 64,
  waiting: 256,
  waitMs: 10_000,
  connectMs: 5_000,
  firstByteMs: 0,
  idleMs: 0,
  callMs: MINUTE_MS,
  resultBytes: 10 * MEGABYTE,
  program: { memoryBytes: 2048 * MEGABYTE, files: 1024, processes: null, cpuSeconds: null },
};

/** The limits of a server: what was said of it, and what is usual for the rest. */
export function limitsOf(said: SaidLimits): Limits {
  const { program = {}, ...rest } = given(said);
  return { ...usualLimits, ...rest, program: { ...usualLimits.program, ...given(program) } };
}

const given = <T extends object>(said: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
