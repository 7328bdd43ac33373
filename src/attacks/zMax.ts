import { normalQuantile } from '../kernels/normalQuantile.js';

/** How strong `little` may be before the majority no longer supports it, or why there is no such bound. */
export type ZMax =
  | { readonly z: number; readonly supporters: number; readonly quantile: number }
  | { readonly z: null; readonly reason: string };

/**
 * The two readings of the paper: `published`, Phi(z) = (n-m-s)/(n-m), and
 * `algorithm3`, Phi(z) = (n-s)/n, as ByzPy and krum 0.9.1 have it.
 */
export type ZFormula = 'published' | 'algorithm3';

/**
 * The largest z at which mu - z sigma still counts as one of the majority (the paper, section 3.2):
 * s = floor(n/2 + 1) - m honest supporters are needed; z_max is the z with Phi(z) = (n-m-s)/(n-m).
 * The paper's example: n=50, m=24: s=2, 24/26, z=1.43. By `algorithm3` it is 48/50, z=1.75.
 */
export function zMax(workers: number, corrupted: number, formula: ZFormula = 'published'): ZMax {
  if (corrupted > workers) return { z: null, reason: `there are only ${workers} workers` };
  if (corrupted === 0) return { z: null, reason: 'there is no corrupted worker, so nobody attacks' };
  if (corrupted === workers) {
    return { z: null, reason: 'every worker is corrupted, so there is nobody to hide from: any z goes' };
  }
  const honest = workers - corrupted;
  const supporters = Math.floor(workers / 2 + 1) - corrupted;
  if (supporters <= 0) {
    return {
      z: null,
      reason: `${corrupted} of ${workers} corrupted workers are a majority by themselves and need no supporter: any z goes`,
    };
  }
  const quantile =
    formula === 'published' ? (honest - supporters) / honest : (workers - supporters) / workers;
  if (quantile <= 0) {
    return {
      z: null,
      reason: `every one of the ${honest} honest workers would have to be a supporter: no z can be promised to pass`,
    };
  }
  return { z: normalQuantile(quantile), supporters, quantile };
}
