import type { Template } from './templates.js';

/** Text for people. A subject is one line; a value that is not known is said to be so. */
export function render(template: Template, values: Readonly<Record<string, string>>): Template {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : '(unknown)'));
  return { subject: oneLine(fill(template.subject)), text: fill(template.text) };
}

/** Names are the words of others: no line of theirs becomes a line of ours. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);

const SHOWN = 20;

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(oneLine).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
