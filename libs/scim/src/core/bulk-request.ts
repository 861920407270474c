import { Refusal, isObject } from '@app/kernel';
import type { Dialect } from './dialect.js';
import { type Message, member, message } from './message.js';

export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/** Longest body of any request, in bytes: a group of 50,000 members as one resource fits. */
export const LONGEST_BODY = 8 * 1024 * 1024;
export const MOST_BULK_OPERATIONS = 1000;

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation as the client wrote it; whether its path leads anywhere is found out when its turn comes. */
export type BulkOperation = Readonly<{
  method: Method;
  path: string;
  /** Always there on POST. */
  bulkId: string | undefined;
  /** As `If-Match`. */
  version: string | undefined;
  data: unknown;
}>;

export type BulkRequest = Readonly<{ failOnErrors: number; operations: readonly BulkOperation[] }>;

/**
 * RFC 7644 §3.7. What is malformed anywhere is refused as a whole, before anything is done.
 * @throws Refusal `scim.invalid-syntax`, `scim.invalid-value`, `scim.bulk-too-large`
 */
export function parseBulk(body: unknown, dialect: Dialect): BulkRequest {
  const request = message(body, BULK_REQUEST, dialect);
  const given = member(request, 'Operations');
  if (!Array.isArray(given) || given.length === 0) throw malformed('Operations must be a list that is not empty');
  if (given.length > MOST_BULK_OPERATIONS) {
    throw new Refusal('scim.bulk-too-large', `${given.length}; maxOperations is ${MOST_BULK_OPERATIONS}`);
  }
  const operations = given.map((item: unknown, index) => operation(item, index));
  const ids = operations.flatMap(({ method, bulkId }) => (method === 'POST' ? [bulkId] : []));
  if (new Set(ids).size < ids.length) throw malformed('a bulkId is given to two operations');
  return { failOnErrors: failOnErrors(request), operations };
}

function operation(item: unknown, index: number): BulkOperation {
  const of = (what: string): Refusal => malformed(`operation ${index + 1}: ${what}`);
  if (!isObject(item)) throw of('must be an object');
  const [method, path, data] = [methodOf(member(item, 'method')), member(item, 'path'), member(item, 'data')];
  if (!method) throw of('method must be POST, PUT, PATCH or DELETE');
  if (typeof path !== 'string') throw of('path must be a string');
  const [bulkId, version] = ['bulkId', 'version'].map((name) => {
    const value = member(item, name) ?? undefined;
    if (value !== undefined && (typeof value !== 'string' || value === '')) throw of(`${name} must be a string`);
    return value as string | undefined;
  });
  if (method === 'POST' && bulkId === undefined) throw of('POST needs a bulkId');
  if (method !== 'DELETE' && !isObject(data)) throw of(`${method} needs data`);
  return { method, path, bulkId, version, data };
}

/** After how many failures to stop; the first one for 0, too. */
function failOnErrors(request: Message): number {
  const value = member(request, 'failOnErrors') ?? Infinity;
  if (value === Infinity) return Infinity;
  if (!Number.isInteger(value) || Number(value) < 0) {
    throw new Refusal('scim.invalid-value', 'failOnErrors must be a whole number');
  }
  return Math.max(1, Number(value));
}

function methodOf(value: unknown): Method | undefined {
  const named = typeof value === 'string' ? value.toUpperCase() : '';
  return (['POST', 'PUT', 'PATCH', 'DELETE'] as const).find((method) => method === named);
}

const malformed = (what: string): Refusal => new Refusal('scim.invalid-syntax', what);
