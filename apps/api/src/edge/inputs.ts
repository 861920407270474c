import { z } from 'zod';

/** A time in a request: ISO 8601 with its offset. */
export const TimeInput = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** One of our ids. */
export const Id = z.uuid();
/** A name or a line of text that people wrote. */
export const Text = z.string().trim().min(1).max(500);
