import { z } from 'zod';
import type { Pattern } from './pattern.js';

const ascii = /^[\x21-\x7e]+$/;
const set = <T extends string>(...values: readonly T[]) =>
  z
    .array(z.enum(values))
    .min(1)
    .max(values.length)
    .refine((named) => new Set(named).size === named.length, { error: 'names one twice' });

/** A word by which tools, servers and agents are selected: as the catalogue takes them, so that none selects in vain. */
export const tagForm = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._:/-]{0,62}[a-z0-9])?$/, { error: 'a tag: up to 64 of a-z, 0-9 and inner `. _ : / -`' });
/** As ids are kept: one that is written in capitals would be nobody's, and a deny on it would deny nothing. */
const serverId = z.uuid().refine((id) => id === id.toLowerCase(), { error: 'an id in capitals' });

/** Globs and tags are ASCII: a letter that only looks like another one selects nothing unseen. */
export const patternForm: z.ZodType<Pattern> = z
  .strictObject({
    kind: z.enum(['tool', 'resource', 'resource_template', 'prompt']).exactOptional(),
    server: serverId.exactOptional(),
    name: z.string().max(256).regex(ascii, { error: 'a glob of printable ASCII characters' }).exactOptional(),
    risk: set('read', 'write', 'destructive', 'unknown').exactOptional(),
    tag: tagForm.exactOptional(),
    environment: set('production', 'staging', 'development', 'test').exactOptional(),
    classification: set('public', 'internal', 'confidential', 'restricted').exactOptional(),
  })
  .refine((stated) => Object.keys(stated).some((name) => name !== 'kind'), { error: 'a pattern that states nothing' });
