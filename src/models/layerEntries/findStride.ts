/**
 * The stride s of a 1x1 convolution that makes one extent of the other,
 * out = floor((in - 1) / s) + 1 in both; null: there is none.
 */
export function findStride(from: readonly number[], to: readonly number[]): number | null {
  for (let stride = 1; stride <= Math.max(...from.slice(0, 2)); stride++) {
    if ([0, 1].every((axis) => Math.floor((from[axis] - 1) / stride) + 1 === to[axis])) return stride;
  }
  return null;
}
