import type { Kind } from '../core/selector/pattern.js';

/** What a document can name, and what it is called in return. A name that several have has several. */
export class Names {
  private readonly ids = new Map<string, string[]>();
  private readonly words = new Map<string, string>();

  /** @param word the name as people write it, where that differs from how it is compared */
  add(key: string, id: string, word = key): void {
    const known = this.ids.get(key);
    if (known) known.push(id);
    else this.ids.set(key, [id]);
    this.words.set(id, word);
  }

  of(key: string): readonly string[] {
    return this.ids.get(key) ?? [];
  }

  /** Whether others go by the same key. */
  isShared(key: string): boolean {
    return this.of(key).length > 1;
  }

  /** The ids of all. */
  all(): readonly string[] {
    return [...this.words.keys()];
  }

  wordOf(id: string): string {
    return this.words.get(id) ?? id;
  }
}

/** One space of names for each kind of thing. */
export type Directory = Readonly<{
  servers: Names;
  /** By `toolKey`. */
  tools: Names;
  profiles: Names;
  agents: Names;
  sources: Names;
  /** By `memberKey`; once for each source, and once for any. */
  people: Names;
  groups: Names;
}>;

export const noNames = (): Directory => ({
  servers: new Names(),
  tools: new Names(),
  profiles: new Names(),
  agents: new Names(),
  sources: new Names(),
  people: new Names(),
  groups: new Names(),
});

export const toolKey = (serverId: string, kind: Kind, name: string): string => JSON.stringify([serverId, kind, name]);
export const memberKey = (name: string, sourceId: string | null): string => JSON.stringify([name, sourceId]);
