import { type CustomDecorator, SetMetadata, applyDecorators } from '@nestjs/common';
import type { Role } from '@app/auth';

/**
 * Who may use a route. A route without a policy is closed to everybody.
 * `people`: signed in, with one of the roles; `every-person` asks for no role, `agent-owners` for one only where the
 * installation wants it; `owner` also lets in whoever owns the agent that the route's `:id` names.
 */
export type Policy =
  | Readonly<{ for: 'everybody' }>
  | Readonly<{ for: 'returning' }>
  | Readonly<{ for: 'sources' }>
  | Readonly<{ for: 'sources-and-people' }>
  | Readonly<{ for: 'streams' }>
  | Readonly<{ for: 'people'; roles: readonly Role[] | 'every-person' | 'agent-owners'; owner: boolean }>;

export const POLICY = Symbol('policy');
/** What a route asks of people beside their role. */
export const STEP_UP = Symbol('step-up');
export const IN_PERSON = Symbol('in-person');
const policy = (value: Policy): CustomDecorator<symbol> => SetMetadata(POLICY, value);

/** Nothing needs to be known of the caller. */
export const Public = (): CustomDecorator<symbol> => policy({ for: 'everybody' });
/** A browser that an identity provider sends back. It comes from another site, so the route itself checks its state. */
export const SentBackByProvider = (): CustomDecorator<symbol> => policy({ for: 'returning' });
/** An identity provider, by its SCIM token. */
export const ProvisionedBySource = (): CustomDecorator<symbol> => policy({ for: 'sources' });
/** An identity provider, by its SCIM token, or else anybody who is signed in; the route tells them apart. */
export const ProvisionedOrSignedIn = (): CustomDecorator<symbol> => policy({ for: 'sources-and-people' });
/** The transmitter of the signal stream `:id`, by that stream's token. */
export const PushedByStream = (): CustomDecorator<symbol> => policy({ for: 'streams' });
/** Anybody who is signed in; the use case itself decides what they see or may do. */
export const SignedIn = (): CustomDecorator<symbol> => policy({ for: 'people', roles: 'every-person', owner: false });
/** Whoever may answer for agents: anybody who is signed in, or whoever has the role for it (SURETY_AGENT_OWNERS). */
export const AllowAgentOwners = (): CustomDecorator<symbol> =>
  policy({ for: 'people', roles: 'agent-owners', owner: false });
/** Signed-in people with one of these roles. */
export const Allow = (...roles: [Role, ...Role[]]): CustomDecorator<symbol> =>
  policy({ for: 'people', roles, owner: false });
/** The owner of the agent `:id`, and people with one of these roles. */
export const AllowOwnerAnd = (...roles: [Role, ...Role[]]): CustomDecorator<symbol> =>
  policy({ for: 'people', roles, owner: true });

/** Not for programs: API tokens do not open it. */
export const InPerson = (): CustomDecorator<symbol> => SetMetadata(IN_PERSON, true);
/** Beside a policy for people: only after a fresh sign-in (RFC 9470), and never for programs. */
export const StepUp = (): ClassDecorator & MethodDecorator => applyDecorators(SetMetadata(STEP_UP, true), InPerson());
