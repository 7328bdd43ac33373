import type { BlockView, ParameterTensor } from '../aggregation/rule.js';
import { type Layout, tensorViews } from '../models/layout.js';
import { subset } from '../random/subset.js';
import { stream } from '../random/stream.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { findRootRow, viewBlock } from './reports.js';
import { countParameters, parametersBefore } from './world.js';

/** What a rule can look at in a block of coordinates in a round, beside the reports. */
export function lendBlock({
  world,
  round,
  index,
  memory,
  scratch,
}: Pick<Context, 'world' | 'round' | 'index' | 'memory' | 'scratch'>): BlockView {
  const rootRow = findRootRow(world.scenario, world.entries);
  const coordinates = countParameters(world);
  const starts = blockStarts(coordinates);
  const [from, to] = [starts[index], starts[index + 1]];
  const { seed } = world.scenario;
  const random = (purpose: string) => stream(seed, 'rule', purpose, round);
  return {
    ...{ start: from, coordinates, parameters: parametersBefore(world, round).subarray(from, to) },
    learningRate: world.entries.learningRate(round),
    random,
    // Each block needs all of it, and a thread has many blocks in a round.
    subset: (purpose, size) =>
      scratch.remembered(`subset ${seed} ${purpose} ${size} ${coordinates}`, round, () =>
        subset(size, coordinates, random(purpose)),
      ),
    root: rootRow === null ? null : viewBlock(memory.reports, index)[rootRow],
    tensors: () => listTensors(world.entries.model, parametersBefore(world, round)),
  };
}

function listTensors(model: Layout, parameters: Float32Array): ParameterTensor[] {
  const views = tensorViews(model, parameters);
  let start = 0;
  return model.tensors.map(({ kind, shape }, k) => {
    const tensor = { kind, shape, start, values: views[k] };
    start += views[k].length;
    return tensor;
  });
}
