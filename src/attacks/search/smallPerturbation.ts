import { meanAndDeviation } from '../../kernels/meanAndDeviation.js';
import { defineAttack } from '../attack.js';
import { requireHonest } from '../requireHonest.js';

const [MOST, CLOSENESS] = [1e6, 1e-3];

/**
 * Small perturbation, after "The Hidden Vulnerability of Distributed Learning in Byzantium": every corrupted
 * worker sends mu + t e, e the coordinate of the largest standard deviation of the honest reports (ties: the
 * first), for the largest t at which the defense in use still takes it: what it makes of m such reports and
 * the honest ones is this report in every coordinate, as a rule does that picks one report.
 * From 1 on t doubles until it is taken, then until it is not, or to 1e6; then the interval between is halved
 * until it is 1e-3 wide, and the lower end is sent (krum 0.9.1). Where none was taken, t is 0.
 * A rule that mixes reports takes none. Cost: a defense on all coordinates a probe, at most 50 of them.
 */
export const smallPerturbation = defineAttack({
  name: 'small-perturbation',
  summary: 'the mean of the honest reports, off in one coordinate as far as the defense still takes it whole',
  definition: 'mu + t e, e the coordinate of largest deviation, the largest t at which the defense picks it',
  paper: {
    authors: 'El Mhamdi, Guerraoui, Rouault',
    title: 'The Hidden Vulnerability of Distributed Learning in Byzantium',
    venue: 'ICML',
    year: 2018,
  },
  example: 'mnist-small-perturbation-vs-krum',
  sees: 'defense',
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  decide: ({ honest, corrupted, aggregate }) => {
    const { means, deviations } = meanAndDeviation(honest);
    const widest = deviations.reduce((best, value, c) => (value > deviations[best] ? c : best), 0);
    const makeReport = (t: number) => {
      const report = new Float32Array(means);
      report[widest] = means[widest] + t;
      return report;
    };
    const isTaken = (t: number) => {
      const report = makeReport(t);
      const taken = aggregate(new Array<Float32Array>(corrupted).fill(report));
      return taken.every((value, c) => value === report[c]);
    };
    const t = searchTaken(isTaken);
    return { facts: { t, coordinate: widest }, report: makeReport(t) };
  },
});

function searchTaken(isTaken: (t: number) => boolean): number {
  let low = 1;
  while (low <= MOST && !isTaken(low)) low *= 2;
  if (low > MOST) return 0;
  let high = 2 * low;
  while (high <= MOST && isTaken(high)) [low, high] = [high, 2 * high];
  while (high - low > CLOSENESS) {
    const middle = (low + high) / 2;
    if (isTaken(middle)) low = middle;
    else high = middle;
  }
  return low;
}
