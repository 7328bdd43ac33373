/** A point of the plane. */
export type PlanePoint = readonly [number, number];

/**
 * Two groups of points by exact 2-means: the least sum of squared distances to the means of their groups,
 * in the norm |(u, v)|^2 = u^2 + v^2 + (u + v)^2, that of (u, v, w) where u + v + w is the same of all.
 * Such groups lie on two sides of a line, so every line through two points is tried: O(n^3).
 * Gives of each point whether it is in the group of the first one; all are where all points are equal.
 * Ties: the line of the lowest points; equal points stay together.
 */
export function splitInTwo(points: readonly PlanePoint[]): boolean[] {
  const { length } = points;
  const us = Float64Array.from(points, ([u]) => u - points[0][0]);
  const vs = Float64Array.from(points, ([, v]) => v - points[0][1]);
  const [side, along] = [new Float64Array(length), new Float64Array(length)];
  const [isLeft, best] = [new Uint8Array(length), new Uint8Array(length).fill(1)];
  let most = -Infinity;
  for (let i = 0; i < length; i++) {
    for (let j = i + 1; j < length; j++) {
      for (const place of placeLine(us, vs, [i, j], side, along)) {
        for (const isNearLeft of [true, false]) {
          for (let k = 0; k < length; k++) {
            isLeft[k] = Number(side[k] === 0 ? along[k] <= place === isNearLeft : side[k] > 0);
          }
          const between = measureBetween(us, vs, isLeft);
          if (between > most) {
            most = between;
            best.set(isLeft);
          }
        }
      }
    }
  }
  return Array.from(best, (one) => one === best[0]);
}

/**
 * Lays a line through two points, and gives where it can be turned a little: before all points on it,
 * and behind each. `side` and `along` become each point's side of it and its place along it.
 * Nothing where the two are one point.
 */
function placeLine(
  us: Float64Array,
  vs: Float64Array,
  [i, j]: readonly [number, number],
  side: Float64Array,
  along: Float64Array,
): number[] {
  const [du, dv] = [us[j] - us[i], vs[j] - vs[i]];
  if (du === 0 && dv === 0) return [];
  const places = new Set<number>();
  for (let k = 0; k < us.length; k++) {
    side[k] = Math.sign(du * (vs[k] - vs[i]) - dv * (us[k] - us[i]));
    along[k] = du * (us[k] - us[i]) + dv * (vs[k] - vs[i]);
    if (side[k] === 0) places.add(along[k]);
  }
  return [-Infinity, ...[...places].sort((a, b) => a - b)];
}

/**
 * The sum over both groups of |sum|^2 / size: the larger it is, the smaller what is within them.
 * -Infinity where one is empty.
 */
function measureBetween(us: Float64Array, vs: Float64Array, isLeft: Uint8Array): number {
  let [allU, allV, leftU, leftV, size] = [0, 0, 0, 0, 0];
  for (let k = 0; k < us.length; k++) {
    allU += us[k];
    allV += vs[k];
    if (isLeft[k] === 0) continue;
    leftU += us[k];
    leftV += vs[k];
    size++;
  }
  if (size === 0 || size === us.length) return -Infinity;
  return square(leftU, leftV) / size + square(allU - leftU, allV - leftV) / (us.length - size);
}

function square(u: number, v: number): number {
  return u * u + v * v + (u + v) * (u + v);
}
