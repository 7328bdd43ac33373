/** One value of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Adds a point, and where there are too many then, leaves out every second one:
 * a chart has far fewer columns anyway.
 */
export function extendCurve(points: Point[], point: Point, pointsMax: number): Point[] {
  points.push(point);
  const last = points.length - 1;
  return points.length <= pointsMax ? points : points.filter((_, index) => (last - index) % 2 === 0);
}
