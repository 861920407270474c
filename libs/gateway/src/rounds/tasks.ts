import { isObject } from '@app/kernel';
import type { Seals } from './seals.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a task is decided on again: the call that made it. */
export type MadeBy = Readonly<{ server: string; tool: string; args: Fields }>;
/** A task at its server, under the id that the server gave it. */
export type Task = MadeBy & Readonly<{ id: string }>;

/** The server ends its tasks by itself; a handle is good for no longer than this. */
const HANDLE_MS = 7 * 86_400_000;
/** Handles stand in a header: longer arguments are left out, and conditions on them no longer hold. */
const LONGEST_ARGUMENTS = 4_096;

/**
 * What clients get as `taskId`: good for the caller of the call that made the task, and naming its tool, so that whoever
 * asks for the task is judged as if they made the call (MCP tasks extension: authorization on each request).
 */
export class Tasks {
  constructor(private readonly seals: Seals) {}

  give(bearer: string, { server, tool, args, id }: Task, now: Date): string {
    const kept = JSON.stringify(args).length <= LONGEST_ARGUMENTS ? args : {};
    return this.seals.seal('task', now.getTime() + HANDLE_MS, { bearer, server, tool, args: kept, id });
  }

  /** Null when there is no such task for this caller. */
  take(bearer: string, handle: string, now: Date): Task | null {
    const fields = this.seals.open('task', handle, now.getTime());
    if (!fields || fields['bearer'] !== bearer || !isObject(fields['args'])) return null;
    const { server, tool, args, id } = fields;
    return { server: String(server), tool: String(tool), args, id: String(id) };
  }
}
