import { bench, describe } from 'vitest';
import { columnMean } from '../src/kernels/columnMean.js';
import { squaredDistances, squaredDistancesTo } from '../src/kernels/distances.js';
import { meanAndDeviation } from '../src/kernels/meanAndDeviation.js';
import { meanNearestMedian } from '../src/kernels/meanNearestMedian.js';
import { trimmedColumnMean } from '../src/kernels/trimmedColumnMean.js';
import { blockStarts } from '../src/actors/blocks.js';
import { stream } from '../src/random/stream.js';
import * as twins from '../test/kernels/twins.js';

// Times the kernels at the size of the paper's MNIST runs: 51
// reports of 79,510 coordinates, 12 of them corrupted.
// The work comes in the blocks that the shards own. Each kernel stands beside its plain twin. One thread.
const [N, CORRUPTED, D] = [51, 12, 79_510];
const random = stream(1, 'benchmark');
const reports = Array.from({ length: N }, () =>
  Float32Array.from({ length: D }, () => random.uniform() - 0.5),
);
const starts = blockStarts(D);
const blocks = starts.slice(1).map((end, k) => reports.map((report) => report.slice(starts[k], end)));

const simd = {
  squaredDistances,
  squaredDistancesTo,
  columnMean,
  meanAndDeviation: (rows: readonly Float32Array[]) => meanAndDeviation([rows]),
  trimmedColumnMean,
  meanNearestMedian,
};
type Kernels = { [Name in keyof typeof simd]: (typeof simd)[Name] | (typeof twins)[Name] };

const overBlocks = (run: (rows: Float32Array[]) => unknown) => {
  for (const rows of blocks) run(rows);
};
const jobs: Record<string, (kernels: Kernels) => void> = {
  'squared distances of all pairs': (of) => overBlocks((rows) => of.squaredDistances(rows)),
  'squared distances to one vector': (of) => overBlocks((rows) => of.squaredDistancesTo(rows, rows[0])),
  'column mean': (of) => overBlocks((rows) => of.columnMean(rows)),
  'mean and deviation': (of) => overBlocks((rows) => of.meanAndDeviation(rows)),
  'mean and deviation of the corrupted': (of) =>
    overBlocks((rows) => of.meanAndDeviation(rows.slice(0, CORRUPTED))),
  'trimmed mean': (of) => overBlocks((rows) => of.trimmedColumnMean(rows, CORRUPTED)),
  'mean nearest to the median': (of) => overBlocks((rows) => of.meanNearestMedian(rows, N - CORRUPTED - 1)),
};

describe.each(Object.entries(jobs))('%s', (_, run) => {
  const setting = { iterations: 9, warmupIterations: 2, time: 0, warmupTime: 0 };
  bench('SIMD', () => run(simd), setting);
  bench('plain', () => run(twins), setting);
});
