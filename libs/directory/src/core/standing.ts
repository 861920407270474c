/** What a source says of a person's employment. */
export type Employment = Readonly<{
  sourceStatus: 'active' | 'inactive';
  startsAt: Date | null;
  /** From this moment on employment has ended. */
  endsAt: Date | null;
  onLeave: boolean;
}>;

/** Whether the source's word and its dates let the person act; holds of our own do not count. */
const isPresent = ({ sourceStatus, startsAt, endsAt, onLeave }: Employment, now: Date): boolean =>
  sourceStatus === 'active' && !onLeave && (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt);

/** The columns that follow from it: everybody else decides by `status` alone. */
export function standingOf(
  employment: Employment,
  now: Date,
  held: boolean,
): { present: boolean; held: boolean; status: 'active' | 'inactive' } {
  const present = isPresent(employment, now);
  return { present, held, status: present && !held ? 'active' : 'inactive' };
}
