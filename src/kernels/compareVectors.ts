/** Sums over the coordinates of two vectors. */
export interface Comparison {
  readonly squaresOfA: number;
  readonly squaresOfB: number;
  readonly product: number;
  readonly squaredDistance: number;
}

/**
 * Sums of a_c^2, b_c^2, a_c b_c and (a_c - b_c)^2, each in float64 in the order of c: all in one pass, for
 * four sums that do not wait for each other take as long as one.
 */
export function compareVectors(a: Float32Array, b: Float32Array): Comparison {
  let squaresOfA = 0;
  let squaresOfB = 0;
  let product = 0;
  let squaredDistance = 0;
  for (let c = 0; c < a.length; c++) {
    const x = a[c];
    const y = b[c];
    const difference = x - y;
    squaresOfA += x * x;
    squaresOfB += y * y;
    product += x * y;
    squaredDistance += difference * difference;
  }
  return { squaresOfA, squaresOfB, product, squaredDistance };
}
