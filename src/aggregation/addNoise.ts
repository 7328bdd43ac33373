import { standardNormal } from '../kernels/standardNormal.js';
import type { BlockView, Noise, ParameterTensor } from './rule.js';

/** Coordinates that have a stream of their own. */
const CHUNK = 1024;

/**
 * Adds noise to one block of an aggregate, in place: c gets `deviation` (times that of the tensor's values)
 * z_c, which is standard normal. It depends on seed, round and c alone, not on where blocks are cut:
 * every 1024 coordinates have a stream of their own, of which those before the block are passed over.
 */
export function addNoise(aggregate: Float32Array, { deviation, isByTensor }: Noise, view: BlockView): void {
  if (deviation === 0) return;
  const { start } = view;
  const end = start + aggregate.length;
  const scale = isByTensor ? findDeviations(view.tensors(), start, end) : null;
  for (let chunk = Math.floor(start / CHUNK); chunk * CHUNK < end; chunk++) {
    const random = view.random(`noise ${chunk}`);
    const to = Math.min(end, (chunk + 1) * CHUNK);
    for (let at = chunk * CHUNK; at < to; at++) {
      const draw = random.uniform();
      if (at < start) continue;
      aggregate[at - start] += deviation * (scale === null ? 1 : scale[at - start]) * standardNormal(draw);
    }
  }
}

/** For each coordinate of a block the deviation of its tensor's values; 1 where there are no tensors. */
function findDeviations(tensors: readonly ParameterTensor[], start: number, end: number): Float64Array {
  const scale = new Float64Array(end - start).fill(1);
  for (const { start: first, values } of tensors) {
    const [from, to] = [Math.max(first, start), Math.min(first + values.length, end)];
    if (from < to) scale.fill(measureDeviation(values), from - start, to - start);
  }
  return scale;
}

/** The standard deviation, ddof 1; 0 of a single value. */
function measureDeviation(values: Float32Array): number {
  if (values.length < 2) return 0;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
