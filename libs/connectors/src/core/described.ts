import { isObject } from '@app/kernel';

type Fields = Readonly<Record<string, unknown>>;

/** What an upstream says of itself, as `initialize` and `server/discover` have it in common. */
export type Described = Readonly<{ capabilities: Fields; instructions?: string }>;

export const nothingDescribed: Described = { capabilities: {} };

export function describedIn(result: unknown): Described {
  const { capabilities, instructions } = isObject(result) ? result : ({} as Fields);
  return {
    capabilities: isObject(capabilities) ? capabilities : {},
    ...(typeof instructions === 'string' && { instructions }),
  };
}

/** Names of the server capabilities. */
export const capabilityNames = ({ capabilities }: Described): ReadonlySet<string> =>
  new Set(Object.keys(capabilities).filter((name) => isObject(capabilities[name])));

/** Whether an upstream says that it tells of changes of some list. */
export const tellsOfChanges = ({ capabilities }: Described): boolean =>
  ['tools', 'resources', 'prompts'].some((list) => isTrue(capabilities[list], 'listChanged'));

/** Whether it tells of changes of single resources to who subscribes to them. */
export const hasSubscriptions = ({ capabilities }: Described): boolean =>
  isTrue(capabilities['resources'], 'subscribe');

const isTrue = (capability: unknown, name: string): boolean => isObject(capability) && capability[name] === true;
