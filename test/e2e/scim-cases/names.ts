/** What the names of a row stand for. */
export type Names = Map<string, string>;

/** The same value with `{name}` replaced in every string; braces around anything else stay. */
export function filled<T>(value: T, names: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') {
    return value.replaceAll(/\{(\w+)\}/g, (whole, name: string) => names.get(name) ?? whole) as T;
  }
  if (Array.isArray(value)) return value.map((item: unknown) => filled(item, names)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value; // bytes, matchers
  const entries = Object.entries(value).map(([key, item]) => [filled(key, names), filled(item as unknown, names)]);
  return Object.fromEntries(entries) as T;
}
