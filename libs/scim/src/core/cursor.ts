import { isObject } from '@app/kernel';

/** How long a cursor may be used, in seconds (`pagination.cursorTimeout`). */
export const CURSOR_TIMEOUT = 600;

/** Where a page ends and the next, or the previous one, begins. Pages go by value, never by counting rows. */
export type Position = Readonly<{
  /** The text of the sort value, which is null where the resource has none. */
  value: string | null;
  id: string;
  /** Whether the page before this position is asked for. */
  backwards: boolean;
  /** Matching resources when the first page was read. */
  total: number;
  /** When the cursor was given out, in milliseconds since 1970. */
  at: number;
}>;

export const written = ({ value, id, backwards, total, at }: Position): string =>
  JSON.stringify([value, id, backwards, total, at]);

/** Undefined for anything else than what `written` wrote. */
export function read(text: string): Position | undefined {
  const parts: unknown = JSON.parse(text);
  const [value, id, backwards, total, at] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const position = { value, id, backwards, total, at };
  return isPosition(position) ? position : undefined;
}

const isPosition = (position: unknown): position is Position =>
  isObject(position) &&
  (position['value'] === null || typeof position['value'] === 'string') &&
  typeof position['id'] === 'string' &&
  typeof position['backwards'] === 'boolean' &&
  typeof position['total'] === 'number' &&
  typeof position['at'] === 'number';

export const hasExpired = ({ at }: Position, now: Date): boolean => now.getTime() - at > CURSOR_TIMEOUT * 1000;
