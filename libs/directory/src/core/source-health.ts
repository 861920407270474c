/** `errors` are refused requests; a lookup that found nobody (GET, 404) is an answer, not an error. */
export type Totals = Readonly<{ requests: number; writes: number; errors: number }>;

/**
 * `quiet`: never heard of. `overdue`: silent for longer than this kind of provider ever is. `failing`: much of what it
 * asks is refused, which makes providers stop (Entra ID: quarantine). `expiring`: its newest token ends soon.
 */
export type SourceHealth = Readonly<{
  state: 'quiet' | 'healthy' | 'overdue' | 'failing' | 'expiring';
  /** Seconds since the last request that succeeded; null when there was none. */
  lagSeconds: number | null;
  hint: string;
}>;

type Signs = Readonly<{
  lastSuccessAt: Date | null;
  lastHour: Totals;
  dialect: string;
  tokens: readonly Readonly<{ expiresAt: Date }>[];
  now: Date;
}>;

/** Entra ID runs a cycle about every 40 minutes and asks something in each; the others call when something changes. */
const CYCLE_MS: Readonly<Record<string, number>> = { entra: 40 * 60_000 };
const MISSED_CYCLES = 3;
const FEWEST_REQUESTS = 5;
const EXPIRING_MS = 30 * 86_400_000;

/** What an administrator should know first; the worst is told. */
export function healthOf({ lastSuccessAt, lastHour, dialect, tokens, now }: Signs): SourceHealth {
  const lagMs = lastSuccessAt === null ? null : now.getTime() - lastSuccessAt.getTime();
  const told = (state: SourceHealth['state'], hint: string): SourceHealth => ({
    state,
    lagSeconds: lagMs === null ? null : Math.max(0, Math.round(lagMs / 1000)),
    hint,
  });
  const { requests, errors } = lastHour;
  if (requests >= FEWEST_REQUESTS && errors * 2 >= requests) {
    const what = `${errors} of ${requests} requests of the last hour were refused.`;
    const next =
      dialect === 'entra'
        ? ' Entra ID quarantines a connection that keeps failing, and disables it after four weeks.'
        : '';
    return told('failing', `${what}${next} See the errors, put their cause right, and restart provisioning there.`);
  }
  if (lagMs === null) return told('quiet', 'No request has succeeded yet. Test the connection at the provider.');
  const cycle = CYCLE_MS[dialect];
  if (cycle !== undefined && lagMs > cycle * MISSED_CYCLES) {
    return told(
      'overdue',
      'More than three provisioning cycles were missed. Look whether provisioning is on, or in quarantine.',
    );
  }
  const lastEnd = Math.max(...tokens.map(({ expiresAt }) => expiresAt.getTime()));
  if (lastEnd - now.getTime() < EXPIRING_MS) {
    return told('expiring', 'The newest token ends within 30 days. Issue another and enter it at the provider.');
  }
  return told('healthy', 'Requests succeed.');
}
