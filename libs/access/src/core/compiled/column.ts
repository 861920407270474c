type Cells = Int32Array | Uint32Array | Float64Array;
const BITS = 16;
const MOST = 1 << BITS;
const FEWEST = 16;

/** Numbers by place, zero where none was set. They lie in pieces, so that growing copies one piece at most. */
export class Column {
  private readonly pieces: Cells[] = [];

  constructor(private readonly make: (length: number) => Cells) {}

  get(at: number): number {
    return this.pieces[at >>> BITS]?.[at & (MOST - 1)] ?? 0;
  }

  set(at: number, value: number): void {
    const cell = at & (MOST - 1);
    const piece = this.pieces[at >>> BITS];
    if (piece && cell < piece.length) piece[cell] = value;
    else this.grown(at >>> BITS, cell)[cell] = value;
  }

  private grown(number: number, cell: number): Cells {
    while (this.pieces.length < number) this.pieces.push(this.make(0));
    const old = this.pieces[number];
    let length = Math.max(FEWEST, old?.length ?? 0);
    while (length <= cell) length *= 2;
    const piece = this.make(length);
    if (old) piece.set(old);
    this.pieces[number] = piece;
    return piece;
  }
}

export const integers = (): Column => new Column((length) => new Int32Array(length));
export const words = (): Column => new Column((length) => new Uint32Array(length));
/** Milliseconds since 1970, or an infinity. */
export const times = (): Column => new Column((length) => new Float64Array(length));
