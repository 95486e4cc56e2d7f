/** Fitting of linear models: L-BFGS, a listwise objective ("one of the labelled lines on top") and a logistic one. */

/** Rows of features that are not zero, in compressed form. */
export class Rows {
  private readonly columnsOf: number[] = [];
  private readonly valuesOf: number[] = [];
  private readonly startsOf: number[] = [0];
  readonly labels: number[] = [];
  readonly groups: number[] = [];
  readonly weights: number[] = [];

  get size(): number {
    return this.labels.length;
  }

  add(row: { at: Int32Array; value: Float64Array; size: number }, label: number, group: number, weight = 1): void {
    for (let k = 0; k < row.size; k++) {
      this.columnsOf.push(row.at[k] as number);
      this.valuesOf.push(row.value[k] as number);
    }
    this.startsOf.push(this.columnsOf.length);
    this.labels.push(label);
    this.groups.push(group);
    this.weights.push(weight);
  }

  /** Columns divided by `scale`, so that one strength of regularisation suits all. */
  packed(scale: Float64Array): { columns: Int32Array; values: Float64Array; starts: Int32Array } {
    return {
      columns: Int32Array.from(this.columnsOf),
      values: Float64Array.from(this.valuesOf, (value, k) => value / (scale[this.columnsOf[k] as number] as number)),
      starts: Int32Array.from(this.startsOf),
    };
  }

  deviations(width: number, floor: number): Float64Array {
    const sum = new Float64Array(width);
    const square = new Float64Array(width);
    for (let k = 0; k < this.columnsOf.length; k++) {
      const value = this.valuesOf[k] as number;
      sum[this.columnsOf[k] as number]! += value;
      square[this.columnsOf[k] as number]! += value * value;
    }
    return sum.map((total, k) => Math.sqrt(Math.max(0, (square[k] as number) / this.size - (total / this.size) ** 2)) + floor);
  }
}

type Loss = (x: Float64Array, gradient: Float64Array) => number;

/** Minimises a smooth convex function. */
export const minimise = (loss: Loss, size: number, steps: number): Float64Array => {
  const x = new Float64Array(size);
  const g = new Float64Array(size);
  let value = loss(x, g);
  const history: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  const dot = (a: Float64Array, b: Float64Array) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (a[k] as number) * (b[k] as number);
    return sum;
  };
  for (let step = 0; step < steps; step++) {
    const d = g.map((part) => -part);
    const alphas: number[] = [];
    for (let h = history.length - 1; h >= 0; h--) {
      const { s, y, rho } = history[h]!;
      const alpha = rho * dot(s, d);
      alphas[h] = alpha;
      for (let k = 0; k < size; k++) d[k]! -= alpha * y[k]!;
    }
    const last = history.at(-1);
    const shrink = last ? dot(last.s, last.y) / dot(last.y, last.y) : 1 / Math.max(1, Math.sqrt(dot(g, g)));
    for (let k = 0; k < size; k++) d[k]! *= shrink;
    for (let h = 0; h < history.length; h++) {
      const { s, y, rho } = history[h]!;
      const beta = rho * dot(y, d);
      for (let k = 0; k < size; k++) d[k]! += (alphas[h]! - beta) * s[k]!;
    }
    const slope = dot(d, g);
    if (slope >= 0) break;
    const nextG = new Float64Array(size);
    let next = x;
    let nextValue = value;
    let t = 1;
    for (let attempt = 0; attempt < 20; attempt++, t /= 2) {
      next = x.map((part, k) => part + t * d[k]!);
      nextG.fill(0);
      nextValue = loss(next, nextG);
      if (nextValue <= value + 1e-4 * t * slope) break;
    }
    const s = next.map((part, k) => part - x[k]!);
    const y = nextG.map((part, k) => part - g[k]!);
    const curvature = dot(s, y);
    if (curvature > 1e-10) history.push({ s, y, rho: 1 / curvature });
    if (history.length > 10) history.shift();
    const gain = value - nextValue;
    x.set(next);
    g.set(nextG);
    value = nextValue;
    if (gain < 1e-6 * Math.max(1, Math.abs(value))) break;
  }
  return x;
};

/**
 * Weights that put at least one labelled row of each group on top: minus the log of the labelled rows' share of the softmax, mixed with
 * the mean over them by `evenly`. Rows of a group stand together.
 */
export const fitListwise = (rows: Rows, width: number, l2: number, evenly = 0, steps = 120): Float64Array => {
  const scale = rows.deviations(width, 1e-3);
  const { columns, values, starts } = rows.packed(scale);
  const bounds: number[] = [];
  for (let r = 0; r < rows.size; r++) if (r === 0 || rows.groups[r] !== rows.groups[r - 1]) bounds.push(r);
  bounds.push(rows.size);
  const scores = new Float64Array(rows.size);
  const pull = new Float64Array(rows.size);
  const loss: Loss = (x, gradient) => {
    multiply(columns, values, starts, x, scores);
    let total = 0;
    for (let k = 0; k + 1 < bounds.length; k++) {
      const [from, to] = [bounds[k]!, bounds[k + 1]!];
      let top = -Infinity;
      for (let r = from; r < to; r++) top = Math.max(top, scores[r]!);
      let all = 0;
      let labelled = 0;
      let count = 0;
      let sum = 0;
      for (let r = from; r < to; r++) {
        const mass = Math.exp(scores[r]! - top);
        all += mass;
        if (rows.labels[r]) {
          labelled += mass;
          count++;
          sum += scores[r]! - top;
        }
      }
      labelled += 1e-12;
      total += (1 - evenly) * (Math.log(all) - Math.log(labelled)) + evenly * (Math.log(all) - sum / count);
      for (let r = from; r < to; r++) {
        const mass = Math.exp(scores[r]! - top);
        pull[r] = mass / all - (rows.labels[r] ? ((1 - evenly) * mass) / labelled + evenly / count : 0);
      }
    }
    return total + regularised(x, gradient, l2, () => scatter(columns, values, starts, pull, gradient));
  };
  return minimise(loss, width, steps).map((weight, k) => weight / scale[k]!);
};

/** Logistic regression with weights of rows. @param l2 strength, in the scale of a standardised column */
export const fitLogistic = (rows: Rows, width: number, l2: number, steps = 150): Float64Array => {
  const scale = rows.deviations(width, 0.05);
  const { columns, values, starts } = rows.packed(scale);
  const scores = new Float64Array(rows.size);
  const pull = new Float64Array(rows.size);
  const loss: Loss = (x, gradient) => {
    multiply(columns, values, starts, x, scores);
    let total = 0;
    for (let r = 0; r < rows.size; r++) {
      const sign = rows.labels[r] ? 1 : -1;
      const margin = sign * scores[r]!;
      const weight = rows.weights[r]!;
      total += weight * (margin > 0 ? Math.log1p(Math.exp(-margin)) : -margin + Math.log1p(Math.exp(margin)));
      pull[r] = -sign * weight * (1 / (1 + Math.exp(margin)));
    }
    return total + regularised(x, gradient, l2, () => scatter(columns, values, starts, pull, gradient));
  };
  return minimise(loss, width, steps).map((weight, k) => weight / scale[k]!);
};

const multiply = (columns: Int32Array, values: Float64Array, starts: Int32Array, x: Float64Array, out: Float64Array): void => {
  for (let r = 0; r < out.length; r++) {
    let sum = 0;
    for (let k = starts[r]!; k < starts[r + 1]!; k++) sum += values[k]! * x[columns[k]!]!;
    out[r] = sum;
  }
};

const scatter = (columns: Int32Array, values: Float64Array, starts: Int32Array, pull: Float64Array, out: Float64Array): void => {
  for (let r = 0; r < pull.length; r++) {
    const force = pull[r]!;
    if (force !== 0) for (let k = starts[r]!; k < starts[r + 1]!; k++) out[columns[k]!]! += force * values[k]!;
  }
};

const regularised = (x: Float64Array, gradient: Float64Array, l2: number, fill: () => void): number => {
  gradient.fill(0);
  fill();
  let square = 0;
  for (let k = 0; k < x.length; k++) {
    gradient[k]! += l2 * x[k]!;
    square += x[k]! * x[k]!;
  }
  return 0.5 * l2 * square;
};

/** A small deterministic generator of numbers in [0, 1). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/** `count` of the list, in order, without repeats. */
export const sampleOf = (list: readonly number[], count: number, random: () => number): number[] => {
  if (list.length <= count) return [...list];
  const pool = [...list];
  for (let k = 0; k < count; k++) {
    const other = k + Math.floor(random() * (pool.length - k));
    [pool[k], pool[other]] = [pool[other]!, pool[k]!];
  }
  return pool.slice(0, count).sort((a, b) => a - b);
};
