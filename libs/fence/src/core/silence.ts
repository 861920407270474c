/** Since when, on the observer's monotonic clock, a replica's row has had this version. */
type Sighting = Readonly<{ version: string; since: number }>;

/**
 * Tells which replicas are gone: those whose row did not change for `afterMs` of the observer's own time. What the row
 * says of time is not asked, because the database's clock may be set.
 */
export class Silence {
  private seen = new Map<string, Sighting>();

  /** @param afterMs longer than any lease */
  constructor(private readonly afterMs: number) {}

  /** @returns the rows that have been silent for too long, as they were seen */
  observe<Row extends Readonly<{ id: string; version: string }>>(rows: readonly Row[], monotonic: number): Row[] {
    const before = this.seen;
    this.seen = new Map(
      rows.map(({ id, version }) => {
        const known = before.get(id);
        return [id, known?.version === version ? known : { version, since: monotonic }];
      }),
    );
    return rows.filter(({ id }) => monotonic - (this.seen.get(id)?.since ?? monotonic) >= this.afterMs);
  }
}
