import type { Elements } from './filter-sql.js';
import { exact } from './filter-tests.js';

/** `schemas` of a kind of resource that has no extensions. */
export const oneSchema = (urn: string): Elements => ({
  some: (condition, bind) =>
    `EXISTS (SELECT FROM (SELECT CAST(${bind(urn)} AS text) AS urn) stated WHERE ${condition})`,
  column: () => exact('stated.urn'),
});
