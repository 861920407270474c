import { fold, isId } from '@app/directory';
import { scimPath } from './core/kept-path.js';
import type { Dialect } from './core/dialect.js';
import { GROUP, USER, enterprise } from './core/registry.js';
import type { Columns, Elements } from './filter-sql.js';
import {
  type Column,
  type Place,
  address,
  columnFor,
  constant,
  exact,
  folded,
  id,
  moment,
  presence,
  text,
  textByIndex,
} from './filter-tests.js';

const always = presence(() => 'TRUE');

/** Attributes of people, of the query alias `p`: indexed columns first, then what stands in the kept resource. */
export function userColumns(root: string, dialect: Dialect, extensions: readonly string[]): Columns {
  const own = new Map<string, Column>([
    ['id', id('p.id')],
    ['externalId', exact('p.external_id')],
    ['userName', folded('p.user_name_key')],
    [`${enterprise('manager')}.value`, manager],
    ...metaOf('User', `${root}/Users`, 'p', 'p.changed_at', 'p.version'),
  ]);
  return {
    single: (name, attribute) =>
      own.get(name) ??
      columnFor(attribute, inAttributes(name), dialect) ??
      presence((bind) => `${inAttributes(name).json(bind)} IS NOT NULL`),
    elements: (key) =>
      key === 'schemas' ? schemasOf(USER, extensions) : key === 'groups' ? groupsOf(root) : listOf(key, dialect),
  };
}

/** Attributes of groups, of the query alias `g`. */
export function groupColumns(root: string): Columns {
  const revision = (of: string): string => `(SELECT ${of} FROM group_revision r WHERE r.group_id = g.id)`;
  const own = new Map<string, Column>([
    ['id', id('g.id')],
    ['externalId', exact('g.external_id')],
    ['displayName', folded('g.display_name_key')],
    ...metaOf('Group', `${root}/Groups`, 'g', revision('max(r.changed_at)'), revision('sum(r.changes)')),
  ]);
  return {
    single: (name) => own.get(name),
    elements: (key) => (key === 'schemas' ? schemasOf(GROUP, []) : key === 'members' ? membersOf(root) : undefined),
  };
}

function metaOf(type: string, base: string, alias: string, changedAt: string, version: string): [string, Column][] {
  return [
    ['meta', always],
    ['meta.resourceType', constant(type, (value) => value)],
    ['meta.created', moment(() => `${alias}.created_at`)],
    ['meta.lastModified', moment(() => changedAt)],
    ['meta.location', address(base, `${alias}.id`)],
    ['meta.version', exact(`('W/"' || ${version} || '"')`)],
  ];
}

/** A value of the kept resource: as it was sent, and folded in a column of its own. */
export const inAttributes = (name: string): Place => ({
  json: (bind) => `(p.attributes #> CAST(${bind(scimPath(name))} AS text[]))`,
  text: (bind) => `(p.attributes #>> CAST(${bind(scimPath(name))} AS text[]))`,
  folded: (bind) => `(p.folded ->> CAST(${bind(name)} AS text))`,
});

/** The same within an element of a list, of the alias `v`. */
export const inElement = (sub: string): Place => ({
  json: (bind) => `(v.element -> CAST(${bind(sub)} AS text))`,
  text: (bind) => `(v.element ->> CAST(${bind(sub)} AS text))`,
  folded: (bind) => `(v.folded ->> CAST(${bind(sub)} AS text))`,
});

/** The manager's id is also a column with an index. */
const manager: Column = (comparison, value, bind) => {
  const stated = text(inAttributes(`${enterprise('manager')}.value`).text, (said) => said)(comparison, value, bind);
  return comparison === 'eq' && typeof value === 'string' && isId(value)
    ? `p.manager_id IS NOT NULL AND p.manager_id = CAST(${bind(value)} AS uuid) AND ${stated}`
    : stated;
};

/** Elements as `libs/directory` keeps them for filters. */
function listOf(key: string, dialect: Dialect): Elements {
  return {
    some: (condition, bind) =>
      `EXISTS (SELECT FROM person_value v WHERE v.person_id = p.id AND v.attribute = ${bind(key)} AND (${condition}))`,
    column: (sub) => {
      const column = columnFor(sub, inElement(sub.name), dialect);
      const isText = ['string', 'reference', 'binary'].includes(sub.type);
      return column && sub.name === 'value' && isText ? textByIndex('v.value_key', column) : column;
    },
  };
}

/** `groups` of a person. */
const groupsOf = (root: string): Elements => ({
  some: (condition) =>
    `EXISTS (SELECT FROM membership m JOIN directory_group mg ON mg.id = m.group_id
       WHERE m.person_id = p.id AND m.valid_to IS NULL AND (${condition}))`,
  column: ({ name }) =>
    new Map([
      ['value', id('mg.id')],
      ['display', folded('mg.display_name_key')],
      ['$ref', address(`${root}/Groups`, 'mg.id')],
    ]).get(name),
});

const membersOf = (root: string): Elements => ({
  some: (condition) =>
    `EXISTS (SELECT FROM membership m WHERE m.group_id = g.id AND m.valid_to IS NULL AND (${condition}))`,
  column: ({ name }) =>
    new Map([
      ['value', id('m.person_id')],
      ['$ref', address(`${root}/Users`, 'm.person_id')],
      ['type', constant('User', fold)],
    ]).get(name),
});

/** The core schema, and those extensions that anything is stated of. */
const schemasOf = (core: string, extensions: readonly string[]): Elements => ({
  some: (condition, bind) => {
    const stated =
      extensions.length > 0
        ? `UNION ALL SELECT urn FROM unnest(CAST(${bind(extensions)} AS text[])) AS urn WHERE p.attributes ? urn`
        : '';
    return `EXISTS (SELECT FROM (SELECT CAST(${bind(core)} AS text) AS urn ${stated}) stated WHERE ${condition})`;
  },
  column: () => exact('stated.urn'),
});
