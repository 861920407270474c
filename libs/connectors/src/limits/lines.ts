/** Of a line that is too long, so much of its beginning and of its end is looked at for its id. */
const GLANCE = 200;
/** Each part of a line is kept, however small it is, and takes so much room at least. */
const LEAST_BYTES = 64;
const idFirst = /^\{\s*("jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d{1,15})\s*,/;
const idLast = /,\s*"id"\s*:\s*(\d{1,15})\s*(,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;

/** Cuts what a program says into lines, of which none is kept that is longer than is taken. */
export class Lines {
  private parts: Buffer[] = [];
  private bytes = 0;
  private head = '';
  private tail = '';

  /** @param onTooLong hears of a line that was not kept, by the id of the request that it seems to answer, if it shows */
  constructor(
    private readonly mostBytes: number,
    private readonly onLine: (line: string) => void,
    private readonly onTooLong: (id: number | null) => void,
  ) {}

  take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      this.add(chunk.subarray(from, end));
      this.endLine();
      from = end + 1;
    }
    this.add(chunk.subarray(from));
  }

  private add(part: Buffer): void {
    if (part.length === 0) return;
    this.bytes += Math.max(part.length, LEAST_BYTES);
    if (this.bytes <= this.mostBytes) return void this.parts.push(part);
    const said = Buffer.concat([...this.parts, part]);
    this.parts = [];
    if (this.head === '') this.head = said.toString('latin1', 0, GLANCE);
    this.tail = (this.tail + said.toString('latin1', Math.max(0, said.length - GLANCE))).slice(-GLANCE);
  }

  private endLine(): void {
    if (this.bytes > this.mostBytes) this.onTooLong(idIn(this.head, this.tail));
    else if (this.bytes > 0) this.onLine(Buffer.concat(this.parts).toString('utf8'));
    this.parts = [];
    this.bytes = 0;
    this.head = '';
    this.tail = '';
  }
}

/** The id of the request that a line seems to answer which is not read as a whole, if it shows. */
export function idIn(head: string, tail: string): number | null {
  const id = idFirst.exec(head.slice(0, GLANCE))?.[2] ?? idLast.exec(tail.slice(-GLANCE))?.[1];
  return id === undefined ? null : Number(id);
}
