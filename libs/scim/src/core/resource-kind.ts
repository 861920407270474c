import type { Registry } from './registry.js';

/** One kind of resource as discovery tells of it (RFC 7643 §6). */
export type ResourceKind = Readonly<{ name: string; endpoint: string; description: string; registry: Registry }>;
