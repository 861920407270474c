import { type Bearer, type Chain, type Objection, type Standing, chainOf, objection } from './standing.js';

type Look = (id: string) => Standing | undefined;

/**
 * How the fence knew everybody in the chain of a token, and what follows from that alone. It is as good as a new one for
 * as long as each of them stands as they did.
 */
export class Sighting {
  readonly chain: Chain | null;
  readonly objection: Objection | null;
  private readonly ids: readonly string[];
  private readonly seen: readonly (Standing | undefined)[];

  constructor(token: Bearer, standing: Look) {
    const looked = new Map<string, Standing | undefined>();
    const look: Look = (id) => {
      if (!looked.has(id)) looked.set(id, standing(id));
      return looked.get(id);
    };
    this.objection = objection(token, look);
    this.chain = chainOf(token, look);
    this.ids = [...looked.keys()];
    this.seen = [...looked.values()];
  }

  /** Whoever stands otherwise is another object there. */
  isCurrent(standing: Look): boolean {
    for (let i = 0; i < this.ids.length; i++) if (standing(this.ids[i] ?? '') !== this.seen[i]) return false;
    return true;
  }
}
