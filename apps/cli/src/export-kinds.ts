/** What `surety export` writes. */
export const exportKinds = ['evidence-pack', 'tool-calls.csv', 'tool-calls.ndjson'] as const;
export type ExportKind = (typeof exportKinds)[number];
