import { exponential } from '../kernels/exponential.js';
import { naturalLogarithm } from '../kernels/naturalLogarithm.js';
import { standardNormal } from '../kernels/standardNormal.js';
import type { RandomStream } from '../random/stream.js';

/**
 * Shares of n parts, of a symmetric Dirichlet distribution: gamma deviates of shape alpha over their sum.
 * They are drawn and divided as logarithms, so that a small alpha leaves no sum of 0.
 */
export function drawDirichlet(alpha: number, parts: number, random: RandomStream): number[] {
  const logarithms = Array.from({ length: parts }, () => drawLogGamma(alpha, random));
  const most = Math.max(...logarithms);
  const shares = logarithms.map((value) => exponential(value - most));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/**
 * ln of a gamma deviate: of shape alpha + 1 by Marsaglia and Tsang (ACM TOMS 26, 2000), times u^(1/alpha).
 */
function drawLogGamma(alpha: number, random: RandomStream): number {
  const d = alpha + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random.uniform());
    const root = 1 + c * x;
    const v = root * root * root;
    const u = 1 - random.uniform(); // above 0
    if (v <= 0) continue;
    const logV = naturalLogarithm(v);
    if (naturalLogarithm(u) < 0.5 * x * x + d - d * v + d * logV) {
      return naturalLogarithm(d) + logV + naturalLogarithm(1 - random.uniform()) / alpha;
    }
  }
}
