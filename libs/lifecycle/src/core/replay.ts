import { classify, type Past } from './classify.js';
import { digestOf, type LifecycleKind, type PersonState } from './person-state.js';

/** One line of the log: a state, and what else the verdict on it rested on. */
export type Version = Readonly<{
  revision: number;
  state: PersonState;
  past: Partial<Past> & Readonly<{ groups?: readonly string[] }>;
}>;
export type Stay = Readonly<{ groupId: string; ended: boolean }>;
/** An event as replay knows it; `joined` and `left` name the group of an `access_change` by membership. */
export type Told = Readonly<{
  revision: number | null;
  kind: LifecycleKind;
  changed: readonly string[];
  beforeDigest: string | null;
  afterDigest: string | null;
  joined?: string;
  left?: string;
}>;
/** What the log says and what was stored, where the two differ; null on the side that does not have it. */
export type Discrepancy = Readonly<{ replayed: Told | null; stored: Told | null }>;

/** The events that a person's log gives. The log may begin in the middle of a life: its first state tells nothing then. */
export function replay(versions: readonly Version[], stays: readonly Stay[]): Told[] {
  const ofPerson = versions.flatMap((version, index): Told[] => {
    const before = index === 0 ? null : (versions[index - 1]?.state ?? null);
    if (before === null && version.revision !== 1) return [];
    const { kind, changed } = classify(before, version.state, { formerly: version.past.formerly ?? [] });
    if (kind === null) return [];
    const digests = { beforeDigest: before && digestOf(before), afterDigest: digestOf(version.state) };
    return [{ revision: version.revision, kind, changed, ...digests }];
  });
  // a deletion ends what is left of memberships, and says so itself
  const endedWithPerson = versions.flatMap(({ past }) => past.groups ?? []);
  const left = stays.filter(({ ended }) => ended).map(({ groupId }) => groupId);
  for (const groupId of endedWithPerson) left.splice(left.indexOf(groupId), 1);
  return [
    ...ofPerson,
    ...stays.map(({ groupId }) => membership({ joined: groupId })),
    ...left.map((groupId) => membership({ left: groupId })),
  ];
}

const membership = (way: { joined: string } | { left: string }): Told => ({
  revision: null,
  kind: 'access_change',
  changed: ['groups'],
  beforeDigest: null,
  afterDigest: null,
  ...way,
});

/** Empty when the stored events are what the log gives, each once. Memberships are compared as a set: they keep no order. */
export function discrepancies(replayed: readonly Told[], stored: readonly Told[]): Discrepancy[] {
  const key = ({ revision, kind, changed, beforeDigest, afterDigest, joined, left }: Told): string =>
    JSON.stringify([revision, kind, changed, beforeDigest, afterDigest, joined ?? null, left ?? null]);
  const unmatched = new Map<string, Told[]>();
  for (const event of stored) unmatched.set(key(event), [...(unmatched.get(key(event)) ?? []), event]);
  const missing = replayed.filter((event) => unmatched.get(key(event))?.pop() === undefined);
  return [
    ...missing.map((event) => ({ replayed: event, stored: null })),
    ...[...unmatched.values()].flat().map((event) => ({ replayed: null, stored: event })),
  ];
}
