/** Whoever writes a message again, or walks through one, does so by recursion: deeper ones would end the process. */
const MOST_DEPTH = 1_000;

/** The JSON value of what an upstream says; undefined when it is none, or deeper than is taken. */
export function parsed(text: string): unknown {
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether lists and objects stand in each other more often than is taken. */
export function isDeep(text: string): boolean {
  if (text.length <= MOST_DEPTH || opensFew(text)) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) isInString = !isInString;
    else if (isInString) at += char === BACKSLASH ? 1 : 0;
    else if (char === LIST || char === OBJECT) {
      if (++depth > MOST_DEPTH) return true;
    } else if (char === LIST_END || char === OBJECT_END) depth -= 1;
  }
  return false;
}

/** What opens fewer of them nests no deeper, wherever they stand; to look for them is far cheaper than to read the text. */
function opensFew(text: string): boolean {
  let opened = 0;
  for (const open of ['[', '{']) {
    for (let at = text.indexOf(open); at !== -1; at = text.indexOf(open, at + 1)) {
      if (++opened > MOST_DEPTH) return false;
    }
  }
  return true;
}

const [QUOTE, BACKSLASH, LIST, LIST_END, OBJECT, OBJECT_END] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
