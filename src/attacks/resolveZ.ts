import type { Refuse } from '../entries/parseOptions.js';
import type { Surroundings } from './attack.js';
import { zMax } from './zMax.js';

/**
 * The number that an option `z` stands for: itself,
 * or of `max` the largest one that a majority still supports.
 */
export function resolveZ(
  z: number | 'max',
  { count, corrupted }: Surroundings['workers'],
  refuse: Refuse,
): number {
  if (z !== 'max') return z;
  const bound = zMax(count, corrupted);
  if (bound.z === null) return refuse('z', { found: 'max', problem: bound.reason, allowed: 'a number' });
  if (bound.z > 0) return bound.z;
  return refuse('z', {
    found: `max = ${bound.z.toFixed(3)}`,
    problem: 'too few corrupted workers',
    allowed: 'a number',
  });
}
