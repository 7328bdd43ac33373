import { bench, describe } from 'vitest';
import { createReports, viewBlocks } from '../src/actors/reports.js';
import { squaredDistances } from '../src/kernels/distances.js';
import { meanAndDeviation } from '../src/kernels/meanAndDeviation.js';
import { trimmedColumnMean } from '../src/kernels/trimmedColumnMean.js';

// The size of the paper's CIFAR-100 network: 51 reports of 8,972,340 coordinates, 1.83 GB, in shared memory.
// The kernels take them block by block, as the shards do. One thread.
// The memory beside the reports is what counts.
const [N, CORRUPTED, D] = [51, 12, 8_972_340];
const reports = createReports(N, D);
for (let k = 0; k < reports.memory.length; k++) reports.memory[k] = ((k * 7919) % 1009) / 1009 - 0.5;
const blocks = viewBlocks(reports);
const beforeBytes = process.memoryUsage.rss();
let mostBytes = beforeBytes;

const jobs: Record<string, () => void> = {
  'squared distances of all pairs': () => overBlocks((rows) => squaredDistances(rows)),
  'trimmed mean': () => overBlocks((rows) => trimmedColumnMean(rows, CORRUPTED)),
  'mean and deviation of the corrupted': () =>
    void meanAndDeviation(blocks.map((rows) => rows.slice(0, CORRUPTED))),
};

const teardown = () => {
  const beside = ((mostBytes - beforeBytes) / 1e6).toFixed(0);
  console.log(`beside ${(reports.memory.byteLength / 1e6).toFixed(0)} MB of reports until now ${beside} MB`);
};

describe('CIFAR-100 network', () => {
  const setting = { iterations: 3, warmupIterations: 1, time: 0, warmupTime: 0, teardown };
  for (const [name, run] of Object.entries(jobs)) bench(name, run, setting);
});

function overBlocks(run: (rows: readonly Float32Array[]) => unknown): void {
  for (const rows of blocks) {
    run(rows);
    mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
  }
}
