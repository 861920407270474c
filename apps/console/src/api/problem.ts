/** A refusal of the API (RFC 9457), or that it could not be reached, in words for the page. */
export class Problem extends Error {
  constructor(
    /** Null: no answer came at all. */
    readonly status: number | null,
    /** Stable code of the refusal. */
    readonly code: string,
    sentence: string,
    /** The id under which the log of Surety has the rest. */
    readonly requestId: string | null,
  ) {
    super(sentence);
  }
}

export const unreachable = (): Problem =>
  new Problem(null, 'unreachable', 'Surety does not answer. Check that it runs and that you are connected.', null);

/** What it means that the page's token fits no more: nobody must decide for whoever signed in since. */
const SIGNED_IN_ANEW = 'Somebody signed in anew in this browser since this page was opened. Load the page again.';

/** Reads the body of an answer that is not a success; whatever it is, it becomes a problem that can be shown. */
export function problemOf(status: number, body: unknown): Problem {
  const { code, title, detail, instance } = fieldsOf(body);
  const said = [title ?? `Surety answered with an error (HTTP ${status}).`, detail].filter(Boolean).join(' ');
  const sentence = code === 'request.csrf' ? SIGNED_IN_ANEW : said;
  return new Problem(status, code ?? `http.${status}`, sentence, instance ?? null);
}

/** Whatever was thrown, as a problem. */
export const asProblem = (thrown: unknown): Problem => (thrown instanceof Problem ? thrown : unreachable());

type Field = 'code' | 'title' | 'detail' | 'instance';

function fieldsOf(body: unknown): Partial<Record<Field, string>> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'));
}
