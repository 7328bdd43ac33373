import { expect, test } from 'vitest';
import { createPartition } from '../../src/data/partition.js';
import { countClasses, drawShares } from '../../src/ui/draw/shares.js';

test('who holds what is counted by worker and class, and drawn the darker the larger the share', () => {
  const train = { labels: Uint8Array.of(0, 1, 2, 2, 0, 2, 2, 2, 2, 2) } as never;
  const partition = createPartition([[0, 1, 2, 3], [], [4, 5, 6, 7, 8, 9, 3, 2, 5]]);
  const counts = countClasses(partition, { train, classes: 3 });
  expect(counts).toEqual([
    [1, 1, 2],
    [0, 0, 0],
    [1, 0, 8],
  ]);
  expect(drawShares(counts, { corrupted: [0], ascii: true }).slice(0, 4)).toEqual([
    'class         0  1  2',
    'worker    0  :: :: **       4 images corrupted',
    'worker    1                  0 images'.replace('                  0', '                 0'),
    'worker    2  ..    ##       9 images',
  ]);
});
