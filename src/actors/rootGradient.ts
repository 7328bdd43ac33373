import { gatherExamples } from '../data/batch.js';
import { addScaled } from '../kernels/addScaled.js';
import { lossAndGradient } from '../models/model.js';
import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Context } from './behaviour.js';
import { findRootRow, writeReport } from './reports.js';
import type { Results } from './results.js';
import { parametersBefore } from './world.js';

/**
 * The server's own gradient, at the round's parameters, of the mean cross-entropy on its root data plus L2,
 * added up in batches in float64. It is written to its row behind the reports, which no attack sees
 * that is not told of the defense. Root data are the same in every round, and are not augmented.
 */
export function computeRootGradient({ world, round, memory, scratch, enter }: Context): Results['gradients'] {
  enter('gradients');
  const { scenario, entries, set, model } = world;
  const { batch } = scenario.workers;
  const indices = scratch.remembered('root images', scenario.seed, () => drawRoot(scenario, entries));
  const parameters = parametersBefore(world, round);
  const gradient = scratch.float32('gradient', parameters.length);
  const sums = scratch.float64('gradient sums', parameters.length).fill(0);
  let lossSum = 0;
  for (let from = 0; from < indices.length; from += batch) {
    const some = indices.subarray(from, from + batch);
    const { images, labels } = gatherExamples(set, set.train, some, { scratch });
    lossSum += some.length * lossAndGradient(model, parameters, { images, labels }, gradient, 0);
    for (let c = 0; c < sums.length; c++) sums[c] += some.length * gradient[c];
  }
  for (let c = 0; c < sums.length; c++) gradient[c] = sums[c] / indices.length;
  const { l2 } = scenario.training;
  if (l2 > 0) addScaled(gradient, l2, parameters);
  writeReport(memory.reports, findRootRow(scenario, entries)!, gradient);
  return { loss: lossSum / indices.length };
}

/** The training images that are the server's, drawn once by the seed; workers may hold them too. */
function drawRoot({ seed, data }: Scenario, { rule }: Pick<ScenarioEntries, 'rule'>): Uint32Array {
  const count = rule.entry.countRoot!(rule.setting);
  return permutation(data.train, stream(seed, 'root data')).slice(0, count);
}
