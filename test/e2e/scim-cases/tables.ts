import { agents } from './agents.js';
import { bulk } from './bulk.js';
import type { Row } from './case.js';
import { dialects } from './dialects.js';
import { discovery } from './discovery.js';
import { errors } from './errors.js';
import { etags } from './etags.js';
import { extensions } from './extensions.js';
import { filters } from './filters.js';
import { groups } from './groups.js';
import { lists } from './lists.js';
import { patchGroup } from './patch-group.js';
import { patchUser } from './patch-user.js';
import { users } from './users.js';

/** All requests, by subject. */
export const tables: Readonly<Record<string, readonly Row[]>> = {
  users,
  groups,
  'PATCH of users': patchUser,
  'PATCH of groups': patchGroup,
  filters,
  'lists, cursors and searches': lists,
  bulk,
  'versions and conditions': etags,
  discovery,
  'errors and hostile requests': errors,
  'dialects of providers': dialects,
  'extensions of a source': extensions,
  'agents and access': agents,
};
