/** UUIDv7: the end differs from row to row, the beginning is a date. */
export const shortId = (id: string): string => `…${id.slice(-8)}`;
