const MOST_KEPT = 4_000;
/** Shorter texts are there by chance. */
const LEAST = 4;
/** What is said before somebody is served holds nothing of what they say. */
const withoutPayload =
  /^(initialize|server\/discover|ping|notifications\/initialized|subscriptions\/listen|(tools|resources|resources\/templates|prompts)\/list)$/;

/**
 * What a program complains of. Of a program that has served nobody yet the text is told, so that somebody can mend it;
 * of any other one only how much it was: complaints repeat arguments.
 */
export class StandardError {
  private bytes = 0;
  private text = '';
  private hasServed = false;

  /** What must not be told, the longest first. */
  private readonly secrets: readonly string[];
  private readonly room: number;

  /** @param secrets never told, whoever repeats them, also line by line */
  constructor(secrets: readonly string[]) {
    const parts = new Set(secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/)]));
    this.secrets = [...parts].filter(({ length }) => length >= LEAST).sort((a, b) => b.length - a.length);
    this.room = MOST_KEPT + (this.secrets[0]?.length ?? 0);
  }

  take(chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.hasServed || this.text.length >= this.room) return;
    this.text = (this.text + chunk.toString('utf8')).slice(0, this.room);
  }

  /** A message with this method is going to it. */
  heard(method: unknown): void {
    if (this.hasServed || typeof method !== 'string' || withoutPayload.test(method)) return;
    this.hasServed = true;
    this.text = '';
  }

  /** In one line, for the log. */
  told(): string {
    if (this.text === '') return `it wrote ${this.bytes} bytes to its standard error`;
    return `it wrote: ${this.hidden().replace(/\s+/g, ' ').trim()}`;
  }

  /** A secret that begins within what is told is there as a whole, and so is found. */
  private hidden(): string {
    let told = '';
    let at = 0;
    while (at < MOST_KEPT && at < this.text.length) {
      const secret = this.secrets.find((each) => this.text.startsWith(each, at));
      told += secret === undefined ? this.text.charAt(at) : '…';
      at += secret?.length ?? 1;
    }
    return told;
  }
}
