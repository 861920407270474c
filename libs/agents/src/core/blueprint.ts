export type AgentKind = 'autonomous' | 'delegated';
export type Environment = 'production' | 'staging' | 'development';

/** Defaults of a class of agents, which are its limits as well. Times in days. */
export type Blueprint = Readonly<{
  name: string;
  kind: AgentKind;
  environment: Environment;
  maxTermDays: number;
  reviewEveryDays: number;
  dormantAfterDays: number;
  maxCredentialDays: number;
  /** No agent of this class gets beyond this profile; null: no such limit. */
  ceilingProfileId: string | null;
  requiresApproval: boolean;
  requiresDeputy: boolean;
}>;
