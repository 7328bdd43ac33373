import { expect, test } from 'vitest';
import { createMemoryGauge } from '../../src/rounds/memoryGauge.js';

test('memory is read once in a tenth of a second, and at once after a clock was set back', () => {
  let [reads, nowMs] = [0, 5000];
  const gauge = createMemoryGauge(
    () => ++reads,
    () => nowMs,
  );
  const at = (ms: number) => ((nowMs = ms), gauge());
  expect([5000, 5050, 5099, 5100, 5150].map(at)).toEqual([1, 1, 1, 2, 2]);
  expect([1000, 1050].map(at)).toEqual([3, 3]);
});
