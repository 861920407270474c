import type { Surroundings } from '@app/kernel';

/** Address of the SCIM root, without trailing slash. */
export const scimRoot = ({ publicUrl }: Surroundings): string => `${publicUrl}/scim/v2`;
