/** Things of which many share one: each is kept once, under a small number, for as long as somebody uses it. */
export class Pool<Item> {
  private readonly known = new Map<string, number>();
  private readonly keys: string[] = [];
  private readonly items: (Item | undefined)[] = [];
  private readonly uses: number[] = [];
  private readonly free: number[] = [];

  /** @param key what makes two of them one */
  take(key: string, make: () => Item): number {
    const known = this.known.get(key);
    if (known !== undefined) {
      this.uses[known] = (this.uses[known] ?? 0) + 1;
      return known;
    }
    const number = this.free.pop() ?? this.items.length;
    this.items[number] = make();
    this.keys[number] = key;
    this.uses[number] = 1;
    this.known.set(key, number);
    return number;
  }

  drop(number: number): void {
    const left = (this.uses[number] ?? 0) - 1;
    this.uses[number] = left;
    if (left > 0) return;
    this.known.delete(this.keys[number] ?? '');
    this.keys[number] = '';
    this.items[number] = undefined;
    this.free.push(number);
  }

  at(number: number): Item | undefined {
    return this.items[number];
  }

  get size(): number {
    return this.known.size;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (const item of this.items) if (item !== undefined) yield item;
  }
}
