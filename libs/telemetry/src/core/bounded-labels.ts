const OTHER = 'other';

/**
 * Label values of which there are at most so many: whatever comes later counts as `other`, so that no client and no
 * server can grow the metrics without end.
 */
export class BoundedLabels {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.most) return OTHER;
    this.known.add(value);
    return value;
  }
}
