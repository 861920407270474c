import { type Document, isAlias, isMap, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { type AccessDocument, looseDocument } from './document.js';

/** Keys and indexes from the root of the document. */
export type Path = readonly (string | number)[];
/** Something that is wrong, and where: `line` and `column` count from 1. */
export type Fault = Readonly<{ line: number; column: number; place: string; says: string }>;
export type ReadDocument = Readonly<{ document: AccessDocument; faultAt: (path: Path, says: string) => Fault }>;

const LARGEST = 1_048_576;
/** Faults that are told at once. */
const MOST = 20;

/** YAML 1.2 into the form of `access.yaml`, or all that is wrong with it. */
export function readDocument(text: string): ReadDocument | readonly Fault[] {
  if (Buffer.byteLength(text) > LARGEST) return [atTop(`the file is larger than ${LARGEST} bytes`)];
  if (isDeep(text)) return [atTop('nested too deeply')];
  try {
    return read(text);
  } catch (stop) {
    // nested so deeply that the parser's stack ends, or a value that YAML cannot make
    return [atTop(stop instanceof RangeError ? 'nested too deeply' : 'cannot be read as YAML')];
  }
}

function read(text: string): ReadDocument | readonly Fault[] {
  const lines = new LineCounter();
  const source = parseDocument(text, { lineCounter: lines, uniqueKeys: true, schema: 'core', stringKeys: true });
  const faultAt = (path: Path, says: string): Fault => {
    const offset = offsetOf(source, path);
    const { line, col } = lines.linePos(offset);
    return { line, column: col, place: placeOf(path), says };
  };
  const spoilt = [...source.errors, ...source.warnings].map(({ message, pos }): Fault => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, place: '$', says: message.split('\n')[0]?.replace(/ at line .*$/, '') ?? 'no YAML' };
  });
  if (spoilt.length > 0) return spoilt.slice(0, MOST);
  const aliases: Fault[] = [];
  visit(source, {
    Alias: (_, node) => {
      const { line, col } = lines.linePos(node.range?.[0] ?? 0);
      aliases.push({ line, column: col, place: '$', says: 'aliases are not read here; say it twice' });
    },
  });
  if (aliases.length > 0) return aliases;
  const form = looseDocument.safeParse(source.toJS({ maxAliasCount: 0 }));
  if (form.success) return { document: form.data, faultAt };
  return form.error.issues.flatMap((issue) => faultsOf(issue, faultAt)).slice(0, MOST);
}

/** Of a union that fits nothing, the alternative that came nearest is what was meant. */
export function faultsOf(issue: z.core.$ZodIssue, faultAt: ReadDocument['faultAt'], within: Path = []): Fault[] {
  const path = [...within, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => faultAt([...path, key], `${key} is not known here`));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((one) => one.path.length));
    const [nearest] = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
    if (nearest && nearest.length > 0 && depth(nearest) > 0) {
      return nearest.flatMap((one) => faultsOf(one, faultAt, path));
    }
    return [faultAt(path, 'has none of the forms that are known here')];
  }
  return [faultAt(path, issue.message)];
}

const DEEPEST = 64;
/** Looked at first, because the parser takes long for what is nested deeply. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return /^ *(?:[-?:] +){17}/m.test(text) || /^ {129}/m.test(text);
}

const atTop = (says: string): Fault => ({ line: 1, column: 1, place: '$', says });

const placeOf = (path: Path): string =>
  path.reduce<string>((place, key) => {
    if (typeof key === 'number') return `${place}[${key}]`;
    return /^[A-Za-z_][\w-]*$/.test(key) ? `${place}.${key}` : `${place}[${JSON.stringify(key)}]`;
  }, '$');

/** Where the key stands, or for an element the element, or else what is nearest above it. */
function offsetOf(source: Document, path: Path): number {
  let offset = 0;
  let at: unknown = source.contents;
  for (const key of path) {
    if (isMap(at)) {
      const pair = at.items.find((item) => isNode(item.key) && String(item.key) === String(key));
      if (!pair || !isNode(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      at = pair.value;
    } else {
      const inner: unknown = isNode(at) && !isAlias(at) && 'get' in at ? at.get(key, true) : undefined;
      if (!isNode(inner)) break;
      offset = inner.range?.[0] ?? offset;
      at = inner;
    }
  }
  return offset;
}

/** As people and editors read it: `access.yaml:12:7 $.profiles.x: …`. */
export const faultLine = (file: string, { line, column, place, says }: Fault): string =>
  `${file}:${line}:${column} ${place}: ${says}`;

export const isFaults = (read: ReadDocument | readonly Fault[]): read is readonly Fault[] => Array.isArray(read);
