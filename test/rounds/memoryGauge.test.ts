import { expect, test } from 'vitest';
import { createMemoryGauge } from '../../src/rounds/memoryGauge.js';

test('memory is read once in a second, and at once after a clock was set back', () => {
  let [reads, nowMs] = [0, 5000];
  const gauge = createMemoryGauge(
    () => ++reads,
    () => nowMs,
  );
  const at = (ms: number) => ((nowMs = ms), gauge());
  expect([5000, 5500, 5999, 6000, 6500].map(at)).toEqual([1, 1, 1, 2, 2]);
  expect([1000, 1500].map(at)).toEqual([3, 3]);
});
