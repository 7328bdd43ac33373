import { naturalLogarithm } from './naturalLogarithm.js';
import { normalQuantile } from './normalQuantile.js';

/** Less than any draw that is not 0. */
const LEAST = 2 ** -54;

/**
 * A standard normal deviate of a draw that is uniform in [0, 1): the z with Phi(z) = draw.
 * One draw gives one deviate, so that what others draw never shifts; the same bits on every machine.
 */
export function standardNormal(draw: number): number {
  return normalQuantile(Math.max(draw, LEAST), naturalLogarithm);
}
