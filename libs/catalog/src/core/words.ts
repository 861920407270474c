/** What servers offer (MCP 2026-07-28): tools, resources, templates of resources, prompts. */
export const kinds = ['tool', 'resource', 'resource_template', 'prompt'] as const;
export type Kind = (typeof kinds)[number];
export const environments = ['production', 'staging', 'development', 'test'] as const;
export type Environment = (typeof environments)[number];
export const classifications = ['public', 'internal', 'confidential', 'restricted'] as const;
export type Classification = (typeof classifications)[number];

export const MOST_TAGS = 32;
/** Plain letters only, so that no two tags look alike: up to 64 of a-z, 0-9 and inner `. _ : / -`. */
export const isTag = (tag: string): boolean => /^[a-z0-9]([a-z0-9._:/-]{0,62}[a-z0-9])?$/.test(tag);
export const areTags = (tags: readonly string[]): boolean => tags.length <= MOST_TAGS && tags.every(isTag);
