import { invariant } from '../errors/invariantError.js';
import { countElements, type Layout } from './layout.js';

/**
 * Values of a model's statistics: mean and variance of every
 * channel that batch norm sees; 0 without batch norm.
 */
export function statisticsCount(layout: Layout): number {
  const scales = layout.tensors.filter(({ kind }) => kind === 'gamma');
  return scales.reduce((count, { shape }) => count + 2 * countElements(shape), 0);
}

/** Throws an InvariantError unless statistics are the layout's; null is right without batch norm. */
export function checkStatistics(layout: Layout, statistics: Float32Array | null): void {
  const count = statisticsCount(layout);
  const found = statistics?.length ?? 0;
  invariant(
    found === count && (statistics === null) === (count === 0),
    `${layout.name} is evaluated by ${count || 'no'} statistics of batch norm, not by ${found || 'none'}`,
  );
}
