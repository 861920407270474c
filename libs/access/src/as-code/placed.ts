import type { Fault, Path, ReadDocument } from './read-document.js';

/** A fault of a condition (`$.all[2].value: …`) or of a part of a grant (`budget.limit: …`), where it stands in the document. */
export function placed(fault: string, at: Path, faultAt: ReadDocument['faultAt']): Fault {
  const [, place = '', says = fault] = /^\$?((?:\.?[\w-]+|\[\d+\])*): ([\s\S]*)$/.exec(fault) ?? [];
  const steps = [...place.matchAll(/\[(\d+)\]|([\w-]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
  return faultAt([...at, ...steps], says);
}
