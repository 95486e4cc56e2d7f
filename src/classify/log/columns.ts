/** Names of features and their places: every feature is a column with a name, and the weights are stored by name. */
export class Columns {
  readonly names: string[] = [];

  /** The place of a new column. */
  add(name: string): number {
    return this.names.push(name) - 1;
  }

  /** One column for each bin of a number: below the first edge, between two, from the last on. */
  bins(name: string, ...edges: readonly number[]): Bins {
    const first = this.names.length;
    for (let k = 0; k <= edges.length; k++) this.add(`${name}:${k === 0 ? `<${edges[0]}` : edges[k - 1]}`);
    return { first, edges };
  }
}

export interface Bins {
  readonly first: number;
  readonly edges: readonly number[];
}

/** The features of one line that are not zero. It is used again for the next line. */
export class Sparse {
  readonly at = new Int32Array(1024);
  readonly value = new Float64Array(1024);
  size = 0;

  clear(): void {
    this.size = 0;
  }

  put(column: number, value: number): void {
    if (value === 0) return;
    this.at[this.size] = column;
    this.value[this.size++] = value;
  }

  flag(column: number, on: boolean): void {
    if (on) this.put(column, 1);
  }

  bin({ first, edges }: Bins, value: number): void {
    let k = 0;
    while (k < edges.length && value >= (edges[k] as number)) k++;
    this.put(first + k, 1);
  }

  /** The sum of the features, each times its weight. */
  dot(weights: Float64Array): number {
    let sum = 0;
    for (let k = 0; k < this.size; k++) sum += (this.value[k] as number) * (weights[this.at[k] as number] as number);
    return sum;
  }
}
