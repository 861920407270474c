/** A string literal of Cedar. */
export const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replace(/\p{C}/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)}"`;

export const listed = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;

export const entity = (type: string, id: string): string => `${type}::${quoted(id)}`;

/** A pattern of `like`, in which only `*` stands for others. */
export const liked = (glob: string): string => quoted(glob);
export const literally = (text: string): string => quoted(text).replaceAll('*', '\\*');

export const and = (...parts: readonly string[]): string =>
  joined(
    parts.filter((part) => part !== 'true'),
    '&&',
    'true',
  );
export const or = (...parts: readonly string[]): string => joined(parts, '||', 'false');
export const not = (part: string): string => `!(${part})`;

function joined(parts: readonly string[], by: string, none: string): string {
  if (parts.length === 0) return none;
  return parts.length === 1 ? (parts[0] ?? none) : `(${parts.join(` ${by} `)})`;
}
