/** Shorter texts are there by chance. */
const LEAST = 8;
/** The newest ones: a server may repeat what it was shown before a rotation. */
const MOST = 32;
const IN_ITS_PLACE = '[credential]';

/**
 * What a server is shown of us it may repeat, in a result as well as in an error, out of malice or out of helpfulness.
 * Nobody who hears its answers may learn it.
 */
export class Echoes {
  private readonly secrets = new Set<string>();

  add(...secrets: readonly string[]): void {
    for (const secret of secrets.filter(({ length }) => length >= LEAST)) {
      for (const written of asWritten(secret)) {
        this.secrets.delete(written);
        this.secrets.add(written);
      }
    }
    for (const oldest of this.secrets) {
      if (this.secrets.size <= MOST) break;
      this.secrets.delete(oldest);
    }
  }

  /** The JSON text of an answer, without them. @param also of this request alone */
  hushed(text: string, also: string | undefined): string {
    let hushed = text;
    for (const secret of this.secrets) if (hushed.includes(secret)) hushed = hushed.replaceAll(secret, IN_ITS_PLACE);
    return also !== undefined && also.length >= LEAST ? hushed.replaceAll(also, IN_ITS_PLACE) : hushed;
  }
}

/** In JSON, as most write it, as PHP does (`\/`), and as Go does (`\u0026`). */
function asWritten(secret: string): ReadonlySet<string> {
  const text = JSON.stringify(secret).slice(1, -1);
  const escaped = (char: string): string => `\\u00${char.charCodeAt(0).toString(16)}`;
  return new Set([text, text.replaceAll('/', '\\/'), text.replace(/[<>&]/g, escaped)]);
}
