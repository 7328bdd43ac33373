import type { ScoreParts } from './rule.js';

/** How scores are made of distances to others, of r rows that remain, f declared corrupted. */
export interface KrumForm {
  /** Of how many nearest others. */
  readonly neighbours: (remaining: number, declared: number) => number;
  /** The power of the distances that are added: 1, 2 or 4. */
  readonly power: 1 | 2 | 4;
  /** Whether the sum is divided by the number of neighbours. */
  readonly isMean?: boolean;
}

/** The forms of Krum's scores that systems have; `blades` takes fourth powers, `unsquared` first ones. */
export const KRUM_FORMS = Object.freeze({
  published: { power: 2, neighbours: (r, f) => Math.min(r - 1, Math.max(1, r - f - 2)) },
  authors: { power: 1, neighbours: (r, f) => Math.min(r - f, r - 1) },
  byzfl: { power: 2, neighbours: (r, f) => r - f - 1, isMean: true },
  unsquared: { power: 1, neighbours: (r, f) => r - f - 1 },
  iterated: { power: 2, neighbours: (r, f) => r - f - 3 },
  blades: { power: 4, neighbours: (r, f) => r - f - 2 },
  short: { power: 1, neighbours: (r, f) => r - f - 2 },
} as const satisfies Readonly<Record<string, KrumForm>>);

/**
 * Krum's scores of rows among those that remain.
 *
 * distances: n x n squared distances, row-major; anything not finite counts as +infinity.
 * Each row's neighbours are sorted once, where rows have left; scores then only skip those.
 * Sums run from the nearest on.
 */
export class KrumScores {
  readonly #distances: Float64Array;
  /** Of each row the others, the nearest first: sorted where it is asked for, which Krum alone does not. */
  readonly #nearest: Uint32Array[] = [];
  readonly #workers: number;
  readonly #declared: number;
  readonly #form: KrumForm;

  constructor(distances: Float64Array, workers: number, declared: number, form: KrumForm) {
    this.#distances = distances.map((distance) => (distance < Infinity ? distance : Infinity)); // NaN too
    this.#workers = workers;
    this.#declared = declared;
    this.#form = form;
  }

  /** One score for each remaining row, in the order of rows; +infinity for rows that left. */
  among(remains: readonly boolean[]): number[] {
    const remaining = remains.filter((stays) => stays).length;
    const count = this.#form.neighbours(remaining, this.#declared);
    if (remaining === this.#workers) return remains.map((_, row) => this.#scoreAmongAll(row, count));
    return remains.map((stays, row) => (stays ? this.#score(row, remains, count) : Infinity));
  }

  /** The same where all remain: who is near does not matter, only how near. */
  #scoreAmongAll(row: number, count: number): number {
    const from = row * this.#workers;
    const nearest = new Float64Array(this.#workers - 1);
    nearest.set(this.#distances.subarray(from, from + row));
    nearest.set(this.#distances.subarray(from + row + 1, from + this.#workers), row);
    nearest.sort();
    let sum = 0;
    for (let k = 0; k < count && k < nearest.length; k++) sum += this.#weigh(nearest[k]);
    return this.#form.isMean === true ? sum / count : sum;
  }

  /** The score of a row taken apart, among those that remain. */
  explain(row: number, remains: readonly boolean[]): ScoreParts {
    const remaining = remains.filter((stays) => stays).length;
    const count = this.#form.neighbours(remaining, this.#declared);
    const neighbours = [...this.#sorted(row)].filter((other) => remains[other]).slice(0, Math.max(0, count));
    return {
      terms: neighbours.map((other) => ({
        row: other,
        value: this.#weigh(this.#distances[row * this.#workers + other]),
      })),
      divisor: this.#form.isMean ? count : 1,
    };
  }

  #score(row: number, remains: readonly boolean[], count: number): number {
    const workers = this.#workers;
    let sum = 0;
    let taken = 0;
    for (const other of this.#sorted(row)) {
      if (taken === count) break;
      if (!remains[other]) continue;
      sum += this.#weigh(this.#distances[row * workers + other]);
      taken++;
    }
    return this.#form.isMean === true ? sum / count : sum;
  }

  /** The others, the nearest first. */
  #sorted(row: number): Uint32Array {
    return (this.#nearest[row] ??= nearestFirst(this.#distances, this.#workers, row));
  }

  /** What a distance adds to a score. */
  #weigh(square: number): number {
    const { power } = this.#form;
    return power === 1 ? Math.sqrt(square) : power === 2 ? square : square * square;
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
