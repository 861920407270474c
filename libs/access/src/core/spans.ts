type Keyed = Readonly<{
  agentId: string | null;
  personId: string | null;
  ownerId: string;
  toolId: string;
  chain: readonly string[];
  effect: string;
  conditional: boolean;
  grantIds: readonly string[];
  path: readonly Readonly<{ step: string; id: string }>[];
}>;

export type Spanned<W> = W & Readonly<{ from: Date; to: Date }>;
/** What goes on, each since when, and what has ended. */
export type Grown<W> = Readonly<{
  open: ReadonlyMap<string, Readonly<{ way: W; from: Date }>>;
  closed: readonly Spanned<W>[];
}>;

/** At `at` these ways are open: those that were and are no more have ended, also when the way to it is another one. */
export function grow<W extends Keyed>({ open, closed }: Grown<W>, ways: readonly W[], at: Date): Grown<W> {
  const now = new Map(ways.map((way) => [keyOf(way), way]));
  const ended = [...open].filter(([key]) => !now.has(key)).map(([, { way, from }]) => ({ ...way, from, to: at }));
  const next = [...now].map(([key, way]) => [key, { way, from: open.get(key)?.from ?? at }] as const);
  return { open: new Map(next), closed: [...closed, ...ended] };
}

const keyOf = ({ agentId, personId, ownerId, toolId, chain, effect, conditional, path }: Keyed): string =>
  JSON.stringify([
    agentId,
    personId,
    ownerId,
    toolId,
    chain,
    effect,
    conditional,
    path.map(({ step, id }) => [step, id]),
  ]);
