import assert from 'node:assert/strict';
import { parseOptions } from '../entries/parseOptions.js';
import type { PartitionEntry } from '../partitions/partitionEntry.js';
import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';
import type { CaseOptions, RequiredCase } from './requiredCase.js';

const CLASSES = 5;

/** What every partition must do, on labels that are spread evenly, sorted, and of one class alone. */
export function partitionCases(
  entry: PartitionEntry,
  { options: given = {} }: CaseOptions = {},
): RequiredCase[] {
  const { options } = parseOptions(entry, given, (field, mistake) => {
    throw new assert.AssertionError({ message: `${entry.name}: ${field}: ${mistake.allowed ?? ''}` });
  });
  const labelings = [
    Uint8Array.from({ length: 210 }, (_, k) => k % CLASSES),
    Uint8Array.from({ length: 211 }, (_, k) => Math.floor((k * CLASSES) / 211)),
    new Uint8Array(205),
  ];
  const assign = (labels: Uint8Array, workers: number) => {
    const order = permutation(labels.length, stream(1, 'order of a required case'));
    const view = { order, labels, classes: CLASSES, workers, random: stream(1, 'partition') };
    return entry.assign(view, options).map((list) => Array.from(list));
  };
  return [
    {
      name: `${entry.name} gives every worker a list${entry.overlaps ? '' : ', and every image to one worker'}`,
      run: () => {
        for (const labels of labelings) {
          for (const workers of [1, 3, 7]) {
            const lists = assign(labels, workers);
            assert.equal(lists.length, workers);
            assert.ok(lists.flat().every((image) => image >= 0 && image < labels.length));
            if (entry.overlaps) continue;
            const all = lists.flat().sort((a, b) => a - b);
            assert.deepEqual(
              all,
              Array.from({ length: labels.length }, (_, k) => k),
            );
          }
        }
      },
    },
    {
      name: `${entry.name} deals the same every time, and as many as it says`,
      run: () => {
        for (const labels of labelings) {
          const lists = assign(labels, 7);
          assert.deepEqual(assign(labels, 7), lists);
          const sizes = entry.sizes?.(labels.length, 7);
          if (sizes)
            assert.deepEqual(
              lists.map(({ length }) => length),
              sizes,
            );
        }
      },
    },
  ];
}
