/**
 * Krum's scores of rows among those that remain, f declared corrupted, r rows remaining:
 *
 * published: sum of the r-f-2 smallest squared distances to others (at least one)
 * authors: sum of the r-f smallest distances, not squared (all r-1 when there are no more)
 * byzfl: mean of the r-f-1 smallest squared distances
 *
 * distances: n x n squared distances, row-major; anything not finite counts as +infinity.
 * Each row's neighbours are sorted once; scores of fewer rows then only skip those that left.
 * Sums run from the nearest on.
 */
export class KrumScores {
  readonly #distances: Float64Array;
  readonly #nearest: readonly Uint32Array[];
  readonly #declared: number;
  readonly #variant: string;

  constructor(distances: Float64Array, workers: number, declared: number, variant: string) {
    this.#distances = distances.map((distance) => (distance < Infinity ? distance : Infinity)); // NaN too
    this.#nearest = Array.from({ length: workers }, (_, row) => nearestFirst(this.#distances, workers, row));
    this.#declared = declared;
    this.#variant = variant;
  }

  /** One score for each remaining row, in the order of rows; +infinity for rows that left. */
  among(remains: readonly boolean[]): number[] {
    const remaining = remains.filter((stays) => stays).length;
    const count = neighbours(remaining, this.#declared, this.#variant);
    return remains.map((stays, row) => (stays ? this.#score(row, remains, count) : Infinity));
  }

  #score(row: number, remains: readonly boolean[], count: number): number {
    const workers = remains.length;
    let sum = 0;
    let taken = 0;
    for (const other of this.#nearest[row]) {
      if (taken === count) break;
      if (!remains[other]) continue;
      const square = this.#distances[row * workers + other];
      sum += this.#variant === 'authors' ? Math.sqrt(square) : square;
      taken++;
    }
    return this.#variant === 'byzfl' ? sum / count : sum;
  }
}

/** The remaining row of the lowest score; of equal ones, infinite ones too, the first. */
export function lowest(scores: readonly number[], remains: readonly boolean[]): number {
  let best = remains.indexOf(true);
  for (let row = best + 1; row < scores.length; row++)
    if (remains[row] && scores[row] < scores[best]) best = row;
  return best;
}

function nearestFirst(distances: Float64Array, workers: number, row: number): Uint32Array {
  const from = row * workers;
  const others = Uint32Array.from({ length: workers - 1 }, (_, k) => (k < row ? k : k + 1));
  return others.sort((a, b) => {
    const [toA, toB] = [distances[from + a], distances[from + b]];
    return toA === toB ? a - b : toA - toB;
  });
}

function neighbours(remaining: number, declared: number, variant: string): number {
  if (variant === 'published') return Math.min(remaining - 1, Math.max(1, remaining - declared - 2));
  if (variant === 'authors') return Math.min(remaining - declared, remaining - 1);
  return remaining - declared - 1;
}
