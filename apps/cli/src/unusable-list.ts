/** A list of people that cannot be read as one; `line` counts from 1. */
export class UnusableList extends Error {
  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
  }
}
