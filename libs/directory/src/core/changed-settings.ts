import { canonicalJson } from '@app/kernel';

type Settings = Readonly<Record<string, unknown>>;

/** What a change makes different, by its new values; order of keys is no difference. */
export function changedSettings(before: object, change: object): Settings {
  const was = new Map(Object.entries(before));
  return Object.fromEntries(
    Object.entries(change).filter(([name, value]) => canonicalJson(was.get(name)) !== canonicalJson(value)),
  );
}
