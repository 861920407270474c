import { describe, expect, it, vi } from 'vitest';
import type { Session } from './session.js';
import { Watches } from './watches.js';

/** A session that writes down what it was told to watch. */
function world() {
  const told: string[][] = [];
  const state = { failing: false };
  const session = async (): Promise<Session> => {
    if (state.failing) throw new Error('out of use');
    return { watch: async (uris: ReadonlySet<string>) => void told.push([...uris]) } as unknown as Session;
  };
  return { told, state, watches: new Watches(session) };
}

describe('watches', () => {
  it('ask the server once for all who watch, and end it with the last one [connectors.watch]', async () => {
    const { told, watches } = world();
    const heard: unknown[] = [];
    const listener = (said: unknown): void => void heard.push(said);
    const stops = [watches.watch('a', listener), watches.watch('a', listener), watches.watch('b', listener)];
    await vi.waitFor(() => expect(told.at(-1)).toEqual(['a', 'b']));
    watches.take({ uri: 'a', title: 'kept' });
    expect(heard).toEqual([
      { uri: 'a', title: 'kept' },
      { uri: 'a', title: 'kept' },
    ]);
    stops[0]!();
    stops[0]!(); // once is enough
    watches.take({ uri: 'a' });
    expect(heard).toHaveLength(3);
    stops[1]!();
    await vi.waitFor(() => expect(told.at(-1)).toEqual(['b']));
    watches.close();
  });

  it('hear of what is within what they watch, and of nothing beside it [connectors.watch]', () => {
    const { watches } = world();
    const heard: unknown[] = [];
    watches.watch('file:///docs', (said) => heard.push(said?.['uri'] ?? null));
    for (const uri of ['file:///docs/a', 'file:///docs2', 'file:///', 'file:///docs']) watches.take({ uri });
    expect(heard).toEqual(['file:///docs/a', 'file:///docs']);
    watches.close();
  });

  it('are told anew to a server that forgot them, or could not be told [connectors.watch.again]', async () => {
    const { told, state, watches } = world();
    const heard: unknown[] = [];
    state.failing = true;
    watches.watch('a', (said) => heard.push(said));
    await new Promise((resolve) => setTimeout(resolve, 20));
    state.failing = false;
    await vi.waitFor(() => expect(told).toEqual([['a']]));
    watches.forgotten();
    await vi.waitFor(() => expect(told).toEqual([['a'], ['a']]));
    expect(heard).toEqual([null]);
    watches.close();
  });

  it('are bounded [connectors.watch.bounded]', () => {
    const { watches } = world();
    for (let n = 0; n < 1_000; n++) watches.watch(`r${n}`, () => {});
    expect(() => watches.watch('one more', () => {})).toThrow(expect.objectContaining({ code: 'upstream.busy' }));
    watches.watch('r1', () => {});
    watches.close();
  });

  it('are bounded for one caller, and others go on [connectors.watch.bounded]', () => {
    const { watches } = world();
    const stops = Array.from({ length: 250 }, (_, n) => watches.watch(`r${n}`, () => {}, 'eve'));
    const busy = expect.objectContaining({ code: 'upstream.busy' }) as Error;
    expect(() => watches.watch('one more', () => {}, 'eve')).toThrow(busy);
    watches.watch('r1', () => {}, 'eve');
    watches.watch('one more', () => {}, 'ada');
    stops[0]?.();
    watches.watch('another', () => {}, 'eve');
    watches.close();
  });
});
