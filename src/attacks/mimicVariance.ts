import { option } from '../entries/option.js';
import { addAbout, addWeightedAbout } from '../kernels/aboutPoint.js';
import { type Keep, startSession } from '../kernels/layOutRows.js';
import { mapVector } from '../kernels/mapVector.js';
import { computeMeans } from '../kernels/computeMeans.js';
import { standardNormal } from '../kernels/standardNormal.js';
import { drawCoordinates, drawSeed } from '../random/chunkedDraws.js';
import { defineAttack, type HonestView } from './attack.js';
import { MIMIC_PAPER } from './mimic.js';
import { requireHonest } from './requireHonest.js';
import { sumBlocks } from './sumBlocks.js';

/**
 * Mimic by variance, after the paper's authors: every corrupted worker copies the honest worker that stands
 * out most along the direction in which honest reports vary most,
 * and so wins that worker's data undue weight.
 * In its round t < warmup (counted from 0 where the attack is on), a_t the mean of the honest reports h_i:
 *
 *   m = (t m + a_t) / (t + 1);   c = sum_i ((h_i - m) . z) (h_i - m);
 *   z = (t z + c / |c|) / (t + 1), then z / |z|;
 *   the target is the i of the largest h_i . z, ties the first.
 *
 * m begins as a_0, z as normal deviates drawn by the seed, of which round 0 keeps c / |c| alone (Oja's rule).
 * From round `warmup` on the last target is copied. Where c is 0 or not finite, z stays what it was.
 * Sums run in float64 in worker order and over blocks; m and z are kept in float32. Cost: O(h d) a round.
 */
export const mimicVariance = defineAttack({
  name: 'mimic-variance',
  summary: 'a copy of the honest report that stands out most where reports vary most',
  definition:
    'the report of the honest worker largest along z, Oja’s estimate of the direction of largest variance over warmup rounds',
  paper: MIMIC_PAPER,
  example: 'mnist-mimic-variance-vs-krum',
  sees: 'honest',
  options: {
    warmup: option.whole({
      least: 1,
      most: 1_000_000,
      default: 100,
      about: 'rounds in which it looks for whom to copy; then it keeps to one',
    }),
  },
  memory: [
    { name: 'mean', length: 'parameters' },
    { name: 'direction', length: 'parameters' },
    { name: 'progress', length: 2 }, // rounds, and the target
  ],
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  decide: (view, { warmup }) => {
    const { memory, honestWorkers } = view;
    const [rounds, last] = memory.progress.before[0];
    const target = rounds < warmup ? lookForTarget(view, rounds) : last;
    memory.progress.after[0].set([rounds + 1, target]);
    return { facts: { target: honestWorkers[target] } }; // as workers are numbered
  },
  forge: ({ honest, honestWorkers, facts }) => honest[honestWorkers.indexOf(facts.target as number)].slice(),
});

/** Honest reports, which are gone over four times. */
interface Cloud {
  readonly honest: HonestView['honest'];
  readonly keepOf: (block: number) => Keep;
}

function lookForTarget({ honest, memory, random }: HonestView, rounds: number): number {
  const session = startSession(); // in each round the reports are others
  const cloud: Cloud = { honest, keepOf: (block) => ({ slot: `mimic ${block}`, session }) };
  const average = computeMeans(honest, cloud.keepOf);
  const mean = memory.mean.after[0];
  const direction = memory.direction.after[0];
  moveOn(mean, memory.mean.before[0], average, rounds);
  const before = rounds === 0 ? drawDirection(random, mean.length) : memory.direction.before[0];
  const pull = unit(gatherPull(cloud, mean, before));
  if (pull !== null) {
    const mixed = new Float64Array(pull.length);
    moveOn(mixed, before, pull, rounds);
    direction.set(unit(mixed) ?? before);
  } else if (rounds === 0) {
    direction.set(before);
  }
  const along = project(cloud, new Float32Array(mean.length), direction);
  return along.reduce((best, value, row) => (value > along[best] ? row : best), 0);
}

/** The mean of what was the mean of so many rounds, and of what one more brought. */
function moveOn(
  mean: Float64Array | Float32Array,
  before: Float32Array,
  now: Float64Array,
  rounds: number,
): void {
  for (let c = 0; c < mean.length; c++) mean[c] = (rounds * before[c] + now[c]) / (rounds + 1);
}

function drawDirection(random: HonestView['random'], length: number): Float32Array {
  const draws = drawCoordinates({ seed: drawSeed(random), purpose: 'mimic', actor: 0 }, 0, length);
  return mapVector(draws, standardNormal);
}

/** sum_i ((h_i - m) . z) (h_i - m) */
function gatherPull(cloud: Cloud, mean: Float32Array, z: Float32Array): Float64Array {
  const weights = project(cloud, mean, z);
  const pull = new Float64Array(mean.length);
  let start = 0;
  for (const [block, rows] of cloud.honest.entries()) {
    addWeightedAbout(pull, rows, { weights, point: mean, start }, cloud.keepOf(block));
    start += rows[0].length;
  }
  return pull;
}

/** (h_i - m) . z of each row, the sums of blocks added in their order. */
function project({ honest, keepOf }: Cloud, mean: Float32Array, z: Float32Array): Float64Array {
  const [point, direction] = [new Float64Array(mean), new Float64Array(z)];
  return sumBlocks(honest, (rows, start, block) => {
    const sums = new Float64Array(2 * rows.length);
    addAbout(sums, rows, { point, direction, start }, keepOf(block));
    return sums.subarray(rows.length).map((along) => 0 - along); // that is of m - h_i
  });
}

/** The vector at length 1; null where it has none, or is not finite. */
function unit(vector: Float64Array): Float64Array | null {
  let square = 0;
  for (let c = 0; c < vector.length; c++) square += vector[c] * vector[c];
  const norm = Math.sqrt(square);
  return norm > 0 && norm < Infinity ? divide(vector, norm) : null;
}

/** By itself, for only what is called often is compiled well. */
function divide(vector: Float64Array, by: number): Float64Array {
  const quotients = new Float64Array(vector.length);
  for (let c = 0; c < vector.length; c++) quotients[c] = vector[c] / by;
  return quotients;
}
