import type { Refuse } from '../entries/parseOptions.js';
import type { Surroundings } from './attack.js';
import { type ZFormula, zMax } from './zMax.js';

/** The words that may stand in the place of z, and the formula that each stands for. */
const FORMULAS = {
  max: 'published',
  'max-algorithm3': 'algorithm3',
} as const satisfies Readonly<Record<string, ZFormula>>;

/**
 * The number that an option `z` stands for: itself,
 * or of `max` the largest one that a majority still supports.
 */
export function resolveZ(
  z: number | keyof typeof FORMULAS,
  { count, corrupted }: Surroundings['workers'],
  refuse: Refuse,
): number {
  if (typeof z === 'number') return z;
  const bound = zMax(count, corrupted, FORMULAS[z]);
  if (bound.z === null) return refuse('z', { found: z, problem: bound.reason, allowed: 'a number' });
  if (bound.z > 0) return bound.z;
  return refuse('z', {
    found: `${z} = ${bound.z.toFixed(3)}`,
    problem: 'too few corrupted workers',
    allowed: 'a number',
  });
}

/** The largest `z` that a majority supports, for labels; null where no z, or every z, passes. */
export function limitZ({ count, corrupted }: Surroundings['workers']): { readonly z: number | null } {
  const { z } = zMax(count, corrupted);
  return { z: z !== null && z > 0 ? z : null };
}
