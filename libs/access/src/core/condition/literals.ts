import { z } from 'zod';
import { caps } from './caps.js';
import { isExact, unclear } from './text.js';

/** Latin letters in one word with those of a script that has the same shapes (UTS #39 §5.2). */
const mixed =
  /\p{Script=Latin}[\p{L}\p{M}]*[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]|[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}][\p{L}\p{M}]*\p{Script=Latin}/u;

/** A text that people read as another one than it is. It matches nothing that they mean. */
export const deceives = (text: string): boolean => unclear(text) || text.normalize('NFKC') !== text || mixed.test(text);

/** A text to compare with. */
export const literal = z
  .string()
  .max(caps.text)
  .refine((text) => !deceives(text), {
    error: 'a text with hidden, decomposed, compatibility or look-alike characters',
  });

/** A number to compare with. */
export const exact = z.number().refine(isExact, { error: 'a number that cannot be told from its neighbours' });

/** The name of something of ours. */
export const asciiName = z.string().regex(/^[\x20-\x7e]{1,256}$/, { error: 'printable ASCII characters' });

/** `items[*].account`. Names may hold anything but dots, brackets and what deceives. */
export const path = z
  .string()
  .max(caps.path)
  .regex(/^[^.[\]*]+(\[\*\]){0,2}(\.[^.[\]*]+(\[\*\]){0,2})*$/, {
    error: 'a dotted path, with [*] for every element of a list',
  })
  .refine((text) => text.split('.').length <= caps.names, { error: `a path of more than ${caps.names} names` })
  .refine((text) => !deceives(text), { error: 'a path with hidden or look-alike characters' });
