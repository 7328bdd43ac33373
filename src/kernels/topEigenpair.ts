const SWEEPS_MAX = 60;

/** The largest eigenvalue of a symmetric matrix, and its eigenvector of length 1. */
export interface Eigenpair {
  readonly value: number;
  readonly vector: Float64Array;
}

/**
 * The top eigenpair of a symmetric n x n matrix, row-major, in float64:
 * Householder's reduction to a tridiagonal matrix, then QL steps with implicit shifts
 * (EISPACK's tred2 and tql2, by the same sums in the same order). The vector's sign is free.
 * Of equal eigenvalues the first that comes out is taken. Cost: O(n^3).
 */
export function topEigenpair(matrix: Float64Array, n: number): Eigenpair {
  const vectors = Array.from({ length: n }, (_, row) => matrix.slice(row * n, (row + 1) * n));
  const values = new Float64Array(n);
  const beside = new Float64Array(n);
  reduceToTridiagonal(vectors, values, beside);
  iterate(vectors, values, beside);
  let top = 0;
  for (let k = 1; k < n; k++) if (values[k] > values[top]) top = k;
  return { value: values[top], vector: Float64Array.from(vectors, (row) => row[top]) };
}

/** v: the matrix, which becomes the reflections' product; d: the diagonal; e: what stands beside it. */
function reduceToTridiagonal(v: Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let j = 0; j < n; j++) d[j] = v[n - 1][j];
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]);
    if (scale === 0) {
      e[i] = d[i - 1];
      for (let j = 0; j < i; j++) {
        d[j] = v[i - 1][j];
        v[i][j] = 0;
        v[j][i] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] /= scale;
        h += d[k] * d[k];
      }
      const f = d[i - 1];
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      reflect(v, d, e, i, h);
    }
    d[i] = h;
  }
  accumulate(v, d);
  e[0] = 0;
}

/** Applies the reflection by d from both sides to the first i rows and columns. */
function reflect(v: Float64Array[], d: Float64Array, e: Float64Array, i: number, h: number): void {
  for (let j = 0; j < i; j++) e[j] = 0;
  for (let j = 0; j < i; j++) {
    const f = d[j];
    v[j][i] = f;
    let g = e[j] + v[j][j] * f;
    for (let k = j + 1; k < i; k++) {
      g += v[k][j] * d[k];
      e[k] += v[k][j] * f;
    }
    e[j] = g;
  }
  let f = 0;
  for (let j = 0; j < i; j++) {
    e[j] /= h;
    f += e[j] * d[j];
  }
  const half = f / (h + h);
  for (let j = 0; j < i; j++) e[j] -= half * d[j];
  for (let j = 0; j < i; j++) {
    for (let k = j; k < i; k++) v[k][j] -= d[j] * e[k] + e[j] * d[k];
    d[j] = v[i - 1][j];
    v[i][j] = 0;
  }
}

/** The product of the reflections. */
function accumulate(v: Float64Array[], d: Float64Array): void {
  const n = d.length;
  for (let i = 0; i < n - 1; i++) {
    v[n - 1][i] = v[i][i];
    v[i][i] = 1;
    const h = d[i + 1];
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[k][i + 1] / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[k][i + 1] * v[k][j];
        for (let k = 0; k <= i; k++) v[k][j] -= g * d[k];
      }
    }
    for (let k = 0; k <= i; k++) v[k][i + 1] = 0;
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[n - 1][j];
    v[n - 1][j] = 0;
  }
  v[n - 1][n - 1] = 1;
}

/**
 * QL steps until what stands beside the diagonal vanishes: d becomes the eigenvalues, v their vectors.
 */
function iterate(v: Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let i = 1; i < n; i++) e[i - 1] = e[i];
  e[n - 1] = 0;
  let shift = 0;
  let size = 0;
  for (let l = 0; l < n; l++) {
    size = Math.max(size, Math.abs(d[l]) + Math.abs(e[l]));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * size) m++;
    for (let sweep = 0; m > l && sweep < SWEEPS_MAX; sweep++) {
      shift += moveShift(d, e, l);
      step(v, d, e, l, m);
      if (Math.abs(e[l]) <= Number.EPSILON * size) break;
    }
    d[l] += shift;
    e[l] = 0;
  }
}

/** Takes Wilkinson's shift of row l off the diagonal from l on; returns it. */
function moveShift(d: Float64Array, e: Float64Array, l: number): number {
  const g = d[l];
  const p = (d[l + 1] - g) / (2 * e[l]);
  const r = p < 0 ? -Math.sqrt(p * p + 1) : Math.sqrt(p * p + 1);
  d[l] = e[l] / (p + r);
  d[l + 1] = e[l] * (p + r);
  const h = g - d[l];
  for (let i = l + 2; i < d.length; i++) d[i] -= h;
  return h;
}

/** One implicit QL step on rows l to m. */
function step(v: Float64Array[], d: Float64Array, e: Float64Array, l: number, m: number): void {
  const beside = d[l + 1];
  const first = e[l + 1];
  let p = d[m];
  let [c, c2, c3] = [1, 1, 1];
  let [s, s2] = [0, 0];
  for (let i = m - 1; i >= l; i--) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const g = c * e[i];
    const h = c * p;
    const r = Math.sqrt(p * p + e[i] * e[i]);
    e[i + 1] = s * r;
    s = e[i] / r;
    c = p / r;
    p = c * d[i] - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]);
    for (const row of v) {
      const next = row[i + 1];
      row[i + 1] = s * row[i] + c * next;
      row[i] = c * row[i] - s * next;
    }
  }
  p = (-s * s2 * c3 * first * e[l]) / beside;
  e[l] = s * p;
  d[l] = c * p;
}
