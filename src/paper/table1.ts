import type { PaperTask } from './paperTask.js';
import { buildCells, type Draft, type Extent, type Table } from './table.js';

const PUBLISHED: Readonly<Record<PaperTask, readonly number[]>> = {
  'mnist-mlp': [96.1, 89.0, 82.4, 77.8],
  'cifar10-cnn': [59.6, 28.4, 20.9, 17.5],
  'cifar100-wrn40x4': [73.0, 32.2, 16.0, 8.5],
};
const STRENGTHS = [0, 0.5, 1, 1.5];

/** Table 1 of the supplement: all workers corrupted, no defense, by z. */
export function table1(task: PaperTask, extent: Extent): Table {
  const drafts = STRENGTHS.map((z, k): Draft => ({
    row: `z = ${z}`,
    column: 'no defense',
    published: PUBLISHED[task][k],
    variations: [
      { task, workers: { corrupted: 51 }, attack: { name: 'little', z }, defense: { rule: 'mean' } },
    ],
  }));
  return {
    name: 'table1',
    title: 'Table 1: maximal accuracy, every worker corrupted, no defense',
    task,
    cells: buildCells('table1', drafts, extent),
    notes: [
      'The authors’ code keeps the learning rate constant and has no L2; the paper’s text, and krumble, fade it.',
    ],
  };
}
