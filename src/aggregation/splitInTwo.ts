/** A point of the plane. */
export type PlanePoint = readonly [number, number];

/** A group of points: their sum, and how many they are. */
interface Group {
  readonly sum: PlanePoint;
  readonly size: number;
}

/**
 * Two groups of points by exact 2-means: the least sum of squared distances to the means of their groups,
 * in the norm |(u, v)|^2 = u^2 + v^2 + (u + v)^2, that of (u, v, w) where u + v + w is the same of all.
 * Such groups lie on two sides of a line, so every line through two points is tried: O(n^3).
 * Gives of each point whether it is in the group of the first one; all are where all points are equal.
 * Ties: the line of the lowest points; equal points stay together.
 */
export function splitInTwo(points: readonly PlanePoint[]): boolean[] {
  const moved = points.map(([u, v]): PlanePoint => [u - points[0][0], v - points[0][1]]);
  const total = addUp(moved);
  let [best, most] = [moved.map(() => true), -Infinity];
  for (let i = 0; i < moved.length; i++) {
    for (let j = i + 1; j < moved.length; j++) {
      for (const isLeft of listSides(moved, moved[i], moved[j])) {
        const left = addUp(moved.filter((_, k) => isLeft[k]));
        const right = subtract(total, left);
        if (left.size === 0 || right.size === 0) continue;
        const between = measureSum(left) + measureSum(right);
        if (between > most) [best, most] = [isLeft, between];
      }
    }
  }
  return best.map((isLeft) => isLeft === best[0]);
}

/**
 * The ways to part points by a line through two of them, turned a little about a place between points on it:
 * those beside it by their side, those on it by the place. None where the two are one point.
 */
function listSides(points: readonly PlanePoint[], [u, v]: PlanePoint, to: PlanePoint): boolean[][] {
  const [du, dv] = [to[0] - u, to[1] - v];
  if (du === 0 && dv === 0) return [];
  const sides = points.map((point) => Math.sign(du * (point[1] - v) - dv * (point[0] - u)));
  const along = points.map((point) => du * (point[0] - u) + dv * (point[1] - v));
  const places = [...new Set(along.filter((_, k) => sides[k] === 0))].sort((a, b) => a - b);
  return [-Infinity, ...places].flatMap((place) => [
    sides.map((side, k) => side > 0 || (side === 0 && along[k] <= place)),
    sides.map((side, k) => side > 0 || (side === 0 && along[k] > place)),
  ]);
}

function addUp(points: readonly PlanePoint[]): Group {
  let [u, v] = [0, 0];
  for (const point of points) [u, v] = [u + point[0], v + point[1]];
  return { sum: [u, v], size: points.length };
}

function subtract(a: Group, b: Group): Group {
  return { sum: [a.sum[0] - b.sum[0], a.sum[1] - b.sum[1]], size: a.size - b.size };
}

/** |sum|^2 / size: the larger it is in total, the smaller what is within the groups. */
function measureSum({ sum: [u, v], size }: Group): number {
  return (u * u + v * v + (u + v) * (u + v)) / size;
}
