/** The library takes for granted that a page of its device flow was opened before; for whoever comes without, it throws. */
const LOST = 'persist can only be called on previously persisted Sessions';

/** A request without the session that its step needs is the caller's mistake, and none of ours (RFC 8628 §3.3). */
export function answerLostSession(ctx: { status: number; body: unknown }, error: unknown): void {
  if (!(error instanceof TypeError) || error.message !== LOST) throw error;
  ctx.status = 400;
  ctx.body = { error: 'invalid_request', error_description: 'open the page first, with cookies allowed' };
}
