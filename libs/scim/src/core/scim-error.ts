import type { Refusal } from '@app/kernel';
import { scimTypeOf } from './scim-type.js';

/** RFC 7644 §3.12. */
export const scimError = ({ code, status, message }: Refusal) => {
  const scimType = scimTypeOf(code);
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
    detail: message,
  };
};
