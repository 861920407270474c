/** `leaver` may come back; `final_leaver` will not. */
export type Departure = 'leaver' | 'final_leaver';
export type SuccessionState = 'offered' | 'unclaimed' | 'accepted' | 'retired' | 'cancelled';
export type OfferState = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';
export type CandidateRole = 'deputy' | 'manager' | 'nominee';
export type Candidate = Readonly<{ personId: string; role: CandidateRole }>;

/** In days: how long each candidate has to answer, and when the agent is retired whoever has been asked. */
export const terms: Readonly<Record<Departure, Readonly<{ offer: number; total: number }>>> = {
  leaver: { offer: 14, total: 42 },
  final_leaver: { offer: 7, total: 21 },
};
/** In days before an offer ends: when its candidate is reminded. */
export const REMINDER = 3;
/** In days: by when an accepted agent is to be reviewed, unless its review is due before. */
export const ATTESTED = 90;

const DAY_MS = 86_400_000;
export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

/** What may happen to a search that is under way. */
export type Happening =
  'accepted' | 'declined' | 'expired' | 'candidate-left' | 'nominated' | 'deadline' | 'owner-back' | 'overtaken';

type Next = SuccessionState | 'ask-next';
const moves: Readonly<Record<SuccessionState, Partial<Record<Happening, Next>>>> = {
  offered: {
    accepted: 'accepted',
    declined: 'ask-next',
    expired: 'ask-next',
    'candidate-left': 'ask-next',
    nominated: 'offered',
    deadline: 'retired',
    'owner-back': 'cancelled',
    overtaken: 'cancelled',
  },
  unclaimed: { nominated: 'offered', deadline: 'retired', 'owner-back': 'cancelled', overtaken: 'cancelled' },
  accepted: {},
  retired: {},
  cancelled: {},
};

/** Where it stands after what happened, or null when this cannot happen to it (any more). `ask-next`: see `ask`. */
export const after = (state: SuccessionState, happening: Happening): Next | null => moves[state][happening] ?? null;

/** How an open offer ends by what happened to its search. */
export const endOfOffer: Readonly<Record<Happening, OfferState>> = {
  accepted: 'accepted',
  declined: 'declined',
  expired: 'expired',
  'candidate-left': 'withdrawn',
  nominated: 'withdrawn',
  deadline: 'expired',
  'owner-back': 'withdrawn',
  overtaken: 'withdrawn',
};

/**
 * The first candidate, in the order given, who was not asked yet; nobody is asked twice, and never the leaver.
 * @returns null when nobody is left, and the agent waits unclaimed for somebody to be nominated
 */
export function ask(candidates: readonly Candidate[], asked: ReadonlySet<string>, leaverId: string): Candidate | null {
  return candidates.find(({ personId }) => personId !== leaverId && !asked.has(personId)) ?? null;
}

/** When an offer made now ends: never after the search itself. */
export function offerEnd(departure: Departure, at: Date, endsAt: Date): Date {
  const usual = daysAfter(at, terms[departure].offer);
  return usual < endsAt ? usual : endsAt;
}
