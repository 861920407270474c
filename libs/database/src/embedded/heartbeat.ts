import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { identify, isFromHere } from './process-identity.js';

const beatMs = 2000;

/** Does `work` with every beat, without keeping the process alive for it, until the returned function is called. */
export function every(work: () => void): () => void {
  const timer = setInterval(work, beatMs).unref();
  return () => clearInterval(timer);
}

/** Touches `file` with every beat, until the returned function is called. */
export const keepFresh = (file: string): (() => void) =>
  every(() => fs.utimes(file, new Date(), new Date(), () => undefined));

/** Is the process alive that keeps `file` fresh? Takes seven seconds for one from another place. */
export async function isAlive(identity: string, file: string): Promise<boolean> {
  if (isFromHere(identity)) return identify(Number.parseInt(identity, 10)) === identity;
  const seen = modified(file);
  await pause(3.5 * beatMs);
  const now = modified(file);
  return now !== undefined && now !== seen;
}

const modified = (file: string): number | undefined => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
