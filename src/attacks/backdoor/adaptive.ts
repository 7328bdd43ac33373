import { logarithm } from '../../kernels/exponential.js';
import { innerProduct } from '../../kernels/innerProduct.js';
import type { LabelledImages, OwnView } from '../attack.js';
import { type Box, clipped } from './box.js';
import type { AdaptiveTraining } from './setting.js';

/**
 * A backdoor that looks ahead.
 * The adversary expects that the server will aggregate (1 - s) mu + s x, where x is its report,
 * s its share of the workers and mu the mean of its own gradients, so that the next parameters are
 *
 *     w'(x) = w + momentum v - lr ((1 - s) mu + s x),
 *
 * and looks for the x in the box mu +- z sigma nearest to mu for which the cross-entropy L
 * of the poisoned images under w'(x) is at most -log confidence, by projected steps of Polyak's size:
 *
 *     x <- clip(x + t grad L(w'(x))),  t = (L - wanted L) / (lr s |grad L|^2),  x = mu at first,
 *
 * until there, or for `epochs` steps.
 * Where the honest workers alone lead there, it reports mu.
 *
 * With `ahead` k > 1 it looks at where k rounds lead in which everybody reports what he does now:
 *
 *     w'(x) = w + (M + ... + M^k) v - lr B ((1 - s) mu + s x),  B = sum over j = 1..k of (1 + ... + M^(j-1)),
 *
 * M the momentum, so that it asks for less in a round, and lr B is in the place of lr.
 */
export function forgeAdaptively(
  box: Box,
  { epochs, confidence, ahead = 1 }: AdaptiveTraining,
  batch: LabelledImages,
  { network, parameters, velocity, learningRate, momentum, workers, corrupted }: OwnView,
): Float32Array {
  const share = corrupted / workers;
  const report = new Float32Array(box.centre);
  const next = new Float32Array(report.length);
  const gradient = new Float32Array(report.length);
  const lossWanted = -logarithm(confidence);
  const reach = sumAhead(momentum, ahead);
  const [ofVelocity, rate] = [reach.velocity, learningRate * reach.reports];
  for (let step = 0; step < epochs; step++) {
    lookAhead();
    const loss = network.lossAndGradient(next, batch, gradient);
    if (!(loss > lossWanted)) break;
    const size = (loss - lossWanted) / (rate * share * innerProduct(gradient, gradient));
    if (!Number.isFinite(size)) break; // no slope to follow
    for (let c = 0; c < report.length; c++) report[c] = clipped(box, c, report[c] + size * gradient[c]);
  }
  return report;

  function lookAhead(): void {
    for (let c = 0; c < next.length; c++) {
      const expected = (1 - share) * box.centre[c] + share * report[c];
      next[c] = parameters[c] + ofVelocity * velocity[c] - rate * expected;
    }
  }
}

/** How far `rounds` rounds move parameters: by the velocity that they begin with, and by equal aggregates. */
function sumAhead(momentum: number, rounds: number): { velocity: number; reports: number } {
  let [power, kept, velocity, reports] = [1, 0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    kept += power; // 1 + ... + M^round
    reports += kept;
    power *= momentum;
    velocity += power;
  }
  return { velocity, reports };
}
