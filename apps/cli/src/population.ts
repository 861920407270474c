import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { WrongSetting } from '@app/config';
import { comparedColumns, type Listed, type PopulationList } from '@app/directory';
import { UnusableList } from './unusable-list.js';

type Fields = ReadonlyMap<string, unknown>;
type Row = Readonly<{ line: number; fields: Fields }>;

const required = ['externalId', 'userName', 'active'] as const;

/**
 * A provider's list of people, read as a stream. `.ndjson` and `.jsonl`: one JSON object a line; else CSV with a header
 * line. Names of columns have no case, those that are not compared are ignored, an empty value means that there is none.
 * @throws WrongSetting when there is no such file, and UnusableList while it is read
 */
export function readPopulation(file: string): PopulationList {
  if (!existsSync(file)) throw new WrongSetting(`${file}: there is no such file`);
  const hash = createHash('sha256');
  const bytes = Readable.from(hashed(createReadStream(file), hash), { objectMode: false });
  const rows = /\.(?:ndjson|jsonl)$/i.test(file) ? jsonRows(bytes) : csvRows(bytes);
  return { people: people(rows), digest: () => hash.digest('hex') };
}

async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* people(rows: AsyncIterable<Row>): AsyncGenerator<Listed> {
  for await (const { line, fields } of rows) {
    for (const name of required) {
      if (!fields.has(name.toLowerCase())) throw new UnusableList(line, `there is no ${name}`);
    }
    const userName = textOf(fields, 'userName', line);
    if (userName === null) throw new UnusableList(line, 'userName is empty');
    const others = comparedColumns.flatMap((name) =>
      fields.has(name.toLowerCase()) ? [[name, textOf(fields, name, line)] as const] : [],
    );
    const externalId = textOf(fields, 'externalId', line);
    yield { line, externalId, userName, active: truthOf(fields, line), ...Object.fromEntries(others) };
  }
}

function textOf(fields: Fields, name: string, line: number): string | null {
  const value = fields.get(name.toLowerCase());
  if (value === null || value === '') return null;
  if (typeof value !== 'string') throw new UnusableList(line, `${name} must be text`);
  return value;
}

function truthOf(fields: Fields, line: number): boolean {
  const said = String(fields.get('active')).toLowerCase();
  if (said !== 'true' && said !== 'false') throw new UnusableList(line, 'active must be true or false');
  return said === 'true';
}

async function* csvRows(bytes: Readable): AsyncGenerator<Row> {
  const columns = (header: string[]): string[] => {
    const names = header.map((name) => name.toLowerCase());
    const absent = required.find((name) => !names.includes(name.toLowerCase()));
    if (absent !== undefined) throw new UnusableList(1, `there is no column ${absent}`);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new UnusableList(1, `the column ${twice} stands twice`);
    return names;
  };
  const ends = ['\r\n', '\n', '\r'];
  const parser = parse({ bom: true, columns, info: true, record_delimiter: ends, skip_empty_lines: true, trim: true });
  bytes.on('error', (error) => parser.destroy(error)); // a pipe carries no error on
  try {
    for await (const item of bytes.pipe(parser)) {
      const { record, info } = item as { record: Record<string, string>; info: { lines: number } };
      yield { line: info.lines, fields: new Map(Object.entries(record)) };
    }
  } catch (error) {
    throw error instanceof CsvError ? new UnusableList(lineOf(error), error.message) : error;
  }
}

const lineOf = (error: CsvError): number => {
  const { lines } = error as unknown as { lines?: unknown };
  return typeof lines === 'number' ? lines : 1;
};

async function* jsonRows(bytes: Readable): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of createInterface({ input: bytes, crlfDelay: Infinity })) {
    line += 1;
    const written = line === 1 ? text.replace(/^\u{feff}/u, '') : text;
    if (written.trim() !== '') yield { line, fields: fieldsOf(written, line) };
  }
}

function fieldsOf(text: string, line: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnusableList(line, 'it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnusableList(line, 'it is not a JSON object');
  }
  return new Map(Object.entries(value).map(([name, item]): [string, unknown] => [name.toLowerCase(), item]));
}
