const [LF, CR] = [10, 13];

/** Cuts an event stream into its lines (HTML §9.2.6: ended by LF, CR LF or CR), looking at each byte once. */
export class EventLines {
  private parts: Buffer[] = [];
  private wasCr = false;
  private isFirst = true;

  /** @param onLine hears each line without its end */
  constructor(private readonly onLine: (line: string) => void) {}

  take(chunk: Buffer): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === LF && this.wasCr && at === from) from = at + 1;
      else if (byte === LF || byte === CR) {
        this.endLine(chunk.subarray(from, at));
        from = at + 1;
      }
      this.wasCr = byte === CR;
    }
    if (from < chunk.length) this.parts.push(chunk.subarray(from));
  }

  private endLine(last: Buffer): void {
    const line = this.parts.length === 0 ? last : Buffer.concat([...this.parts, last]);
    this.parts = [];
    const text = line.toString('utf8');
    this.onLine(this.isFirst ? text.replace(/^\ufeff/, '') : text);
    this.isFirst = false;
  }
}
