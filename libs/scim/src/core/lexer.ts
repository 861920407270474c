import { Refusal, type RefusalCode } from '@app/kernel';

export type Token =
  | Readonly<{ kind: 'word'; text: string }>
  | Readonly<{ kind: 'string'; value: string }>
  | Readonly<{ kind: 'number'; value: number }>
  | Readonly<{ kind: '(' | ')' | '[' | ']' }>;

const LONGEST = 4096;
const space = /[ \t\r\n]+/y;
const word = /[.A-Za-z_$][\w$.:-]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Cuts a filter or path (RFC 7644 §3.4.2.2, §3.5.2) into tokens, in time linear in its length.
 * @param code what to refuse with: a filter and a path go wrong under different names
 */
export function tokensOf(text: string, code: RefusalCode): Token[] {
  if (text.length > LONGEST) throw new Refusal(code, `longer than ${LONGEST} characters`);
  const tokens: Token[] = [];
  const take = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    const gap = take(space, at);
    if (gap !== undefined) {
      at += gap.length;
    } else if (char === '(' || char === ')' || char === '[' || char === ']') {
      tokens.push({ kind: char });
      at += 1;
    } else if (char === '"') {
      const end = closingQuote(text, at);
      tokens.push({ kind: 'string', value: stringOf(text.slice(at, end), code) });
      at = end;
    } else {
      const name = take(word, at);
      const digits = name === undefined ? take(number, at) : undefined;
      if (name !== undefined) tokens.push({ kind: 'word', text: name });
      else if (digits !== undefined) tokens.push({ kind: 'number', value: Number(digits) });
      else throw new Refusal(code, `unexpected character at ${at + 1}`);
      at += (name ?? digits ?? '').length;
    }
  }
  return tokens;
}

function closingQuote(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += text[at] === '\\' ? 2 : 1) {
    if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** A string is a JSON string (RFC 7644 §3.4.2.2), so an unclosed one or an unknown escape is refused by its parser. */
function stringOf(quoted: string, code: RefusalCode): string {
  try {
    const value: unknown = JSON.parse(quoted);
    // PostgreSQL can keep neither, so nothing stored could ever equal it
    if (typeof value === 'string' && !/\0|\p{Surrogate}/u.test(value)) return value;
  } catch {
    // told below, with all else that is no string
  }
  throw new Refusal(code, 'a string is not closed or not valid JSON');
}
