import { Refusal } from '@app/kernel';

/** What a step costs, in comparisons of one value; making an element anew costs about this many. */
export const REMAKING = 20;

/** Bounds what one PATCH may make us do, for operations and elements multiply (R-SCM-4). */
export class Effort {
  private left = 100_000;

  /** @throws Refusal `scim.too-many` */
  spend(comparisons: number): void {
    this.left -= comparisons;
    if (this.left < 0) throw new Refusal('scim.too-many', 'the operations on lists are too many or too complicated');
  }
}
