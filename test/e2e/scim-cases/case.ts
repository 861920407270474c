import type { DeclaredSchema, SourceDialect, SourceSettings } from '@app/directory';
import type { WireRequest } from '../../support/scim-wire.js';

export const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const GRP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const PO = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/**
 * A request as a provider sends it. Each row has a source of its own; in every string `{name}` stands for the id of the
 * resource made as `name` (or for what a step kept), and `{tag}` for a word of this row alone: user names are unique in
 * the whole installation.
 */
export type Request = Omit<WireRequest, 'path'> &
  Readonly<{
    path: string;
    /** Query parameters before they are encoded. */
    query?: Readonly<Record<string, string>>;
  }>;

/** What is done before: a request that succeeds, or an agent that runs for a person. */
export type Step =
  | (Request & Readonly<{ as?: string; keep?: Readonly<Record<string, readonly string[]>>; may?: 'fail' }>)
  | Readonly<{ as: string; agentOf: string }>;

/** What has become of a person: the columns and the attributes kept; `version` counts from before the request. */
export type PersonEffect = Readonly<{
  of?: string;
  version?: number;
  status?: 'active' | 'inactive' | 'deleted';
  userName?: string;
  displayName?: string;
  externalId?: string | null;
  managerId?: string | null;
  /** Exactly what is kept under these names; undefined when nothing is. */
  attributes?: Readonly<Record<string, unknown>>;
}>;

/** What the request left in the database, and only that. `nothing`: no row, no event, no ledger entry of any kind. */
export type Effect =
  | 'nothing'
  | Readonly<{
      person?: PersonEffect;
      /** People of the source who were not there before. */
      people?: number;
      /** Current members of a group, in no order. */
      members?: Readonly<Record<string, readonly string[]>>;
      groups?: Readonly<Record<string, { displayName?: string; externalId?: string | null; deleted?: boolean }>>;
      /** Lifecycle events, as `person kind`, in no order: `u leaver`. `new` is whoever the answer names. */
      events?: readonly string[];
      /** Types of the entries in the ledger, in no order; those of an agent's changed access are left out. */
      ledger?: readonly string[];
      /** Standing of agents and people on the fence. */
      standing?: Readonly<Record<string, 'active' | 'suspended' | 'ended'>>;
    }>;

export type Row = Readonly<{
  id: string;
  source?: SourceDialect | (Partial<SourceSettings> & { dialect?: SourceDialect });
  given?: readonly Step[];
  send: Request;
  expect: Readonly<{
    status: number | readonly number[];
    scimType?: string;
    /** A part of the body; lists are compared whole. */
    body?: Readonly<Record<string, unknown>>;
    /** These attributes exactly. */
    exactly?: Readonly<Record<string, unknown>>;
    /** Attributes that the body does not have; an extension's as `URN name`. */
    lacks?: readonly string[];
    /** Number of resources that a query finds. */
    found?: number;
    /** The resources that are answered, in this order. */
    finds?: readonly string[];
    /** By name in lower case; null: not sent. `{version}` and `{location}` are those of the body's meta. */
    headers?: Readonly<Record<string, string | RegExp | null>>;
    /** No body at all. */
    empty?: true;
  }>;
  effect: Effect;
}>;

export const user = (as: string, body: object = {}): Step => ({
  as,
  method: 'POST',
  path: '/Users',
  body: { schemas: [USR], userName: `${as}-{tag}@x.com`, ...body },
});

export const group = (as: string, body: object = {}): Step => ({
  as,
  method: 'POST',
  path: '/Groups',
  body: { schemas: [GRP], displayName: as, ...body },
});

export const patch = (path: string, ...Operations: unknown[]): Request => ({
  method: 'PATCH',
  path,
  body: { schemas: [PO], Operations },
});

export const members = (...names: string[]) => names.map((name) => ({ value: `{${name}}` }));

export const changed = (kind: string | null, person: PersonEffect, ledger: string): Effect => ({
  person: { version: 1, ...person },
  events: kind === null ? [] : [`${person.of ?? 'u'} ${kind}`],
  ledger: [ledger],
});

const attribute = {
  multiValued: false,
  description: 'A word of this source.',
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const;

export const HR = 'urn:example:params:scim:schemas:extension:hr:2.0:User';

/** An extension with one attribute of every type. */
export const hr: DeclaredSchema = {
  id: HR,
  name: 'HR',
  description: 'What the HR system says.',
  attributes: [
    { ...attribute, name: 'grade', type: 'string' },
    { ...attribute, name: 'badgeCode', type: 'string', caseExact: true },
    { ...attribute, name: 'level', type: 'integer' },
    { ...attribute, name: 'rate', type: 'decimal' },
    { ...attribute, name: 'remote', type: 'boolean' },
    { ...attribute, name: 'startDate', type: 'dateTime' },
    { ...attribute, name: 'contract', type: 'reference', referenceTypes: ['external'] },
    { ...attribute, name: 'photo', type: 'binary', caseExact: true },
    { ...attribute, name: 'origin', type: 'string', mutability: 'immutable' },
    { ...attribute, name: 'computed', type: 'string', mutability: 'readOnly' },
    { ...attribute, name: 'pin', type: 'string', mutability: 'writeOnly', returned: 'never' },
    { ...attribute, name: 'secretNote', type: 'string', returned: 'request' },
    {
      ...attribute,
      name: 'site',
      type: 'complex',
      subAttributes: [
        { ...attribute, name: 'name', type: 'string' },
        { ...attribute, name: 'floor', type: 'integer' },
      ],
    },
    {
      ...attribute,
      name: 'badges',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        { ...attribute, name: 'value', type: 'string' },
        { ...attribute, name: 'type', type: 'string' },
        { ...attribute, name: 'primary', type: 'boolean' },
      ],
    },
  ],
};

/** A write that would have taken the right to act away was refused: nothing changed, and somebody is told. */
export const alarm: Effect = { person: { version: 0, status: 'active' }, ledger: ['scim.leaver-refused'] };
