export type LifecycleKind =
  | 'joiner'
  | 'pre_hire'
  | 'mover'
  | 'mover.manager'
  | 'access_change'
  | 'leaver'
  | 'reinstated'
  | 'rehire'
  | 'final_leaver'
  | 'relink_alert';

export type Attributes = Readonly<Record<string, unknown>>;

/** What the classifier needs to know of a person; the directory's row fits. */
export type PersonState = Readonly<{
  status: 'active' | 'inactive' | 'deleted';
  externalId: string | null;
  userName: string;
  displayName: string;
  managerId: string | null;
  attributes: Attributes;
}>;
