/** Where an attribute stands in a kept resource: `<URN>:manager.value` under the URN, then `manager`, then `value`. */
export function scimPath(name: string): string[] {
  const colon = name.lastIndexOf(':');
  const path = name.slice(colon + 1).split('.');
  return colon < 0 ? path : [name.slice(0, colon), ...path];
}
