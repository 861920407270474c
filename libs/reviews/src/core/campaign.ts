export type CampaignState =
  'draft' | 'staged' | 'active' | 'closing' | 'remediating' | 'verifying' | 'completed' | 'cancelled';

const next: Record<CampaignState, readonly CampaignState[]> = {
  draft: ['staged', 'cancelled'],
  staged: ['active', 'cancelled'],
  active: ['closing', 'cancelled'],
  closing: ['remediating'],
  remediating: ['verifying'],
  verifying: ['completed'],
  completed: [],
  cancelled: [],
};

export const mayBecome = (from: CampaignState, to: CampaignState): boolean => next[from].includes(to);

export type ItemState =
  | 'pending'
  | 'submitted'
  | 'retained'
  | 'revoking'
  | 'removed_unverified'
  | 'verified_gone'
  | 'still_present'
  | 'superseded';

/** Nothing more is to be done about it. `still_present` is not: access that goes on is never the end of a review. */
export const isSettled = (state: ItemState): boolean =>
  state === 'retained' || state === 'verified_gone' || state === 'superseded';
