import { countElements, type Layout } from '../models/layout.js';
import { stream } from '../random/stream.js';
import type { CoordinateSamples } from './results.js';

const SAMPLED_COORDINATES = 8;

/**
 * The coordinates of the gradient that are watched in every round,
 * rising: 8 of a layout, or all where it has fewer, drawn by the seed.
 * They are spread over its tensors, so that every kind of layer is among them:
 * up to 8 tensors are visited in turn, of more of them 8 are chosen evenly from the first to the last.
 * Within a tensor each coordinate is as likely as any other.
 */
export function sampledCoordinates(layout: Layout, seed: number): readonly number[] {
  const random = stream(seed, 'probes', '', 0);
  const visited = evenlySpread(tensorRanges(layout));
  const total = visited.reduce((sum, { size }) => sum + size, 0);
  const drawn = new Set<number>();
  for (let turn = 0; drawn.size < Math.min(SAMPLED_COORDINATES, total); turn++) {
    const { from, size } = visited[turn % visited.length];
    if (Math.floor(turn / visited.length) >= size) continue; // all of them are drawn
    let coordinate: number;
    do coordinate = from + random.below(size);
    while (drawn.has(coordinate));
    drawn.add(coordinate);
  }
  return Object.freeze([...drawn].sort((a, b) => a - b));
}

function tensorRanges({ tensors }: Layout): { from: number; size: number }[] {
  let from = 0;
  return tensors.map(({ shape }) => {
    const size = countElements(shape);
    from += size;
    return { from: from - size, size };
  });
}

function evenlySpread<T>(all: readonly T[]): readonly T[] {
  if (all.length <= SAMPLED_COORDINATES) return all;
  return Array.from(
    { length: SAMPLED_COORDINATES },
    (_, k) => all[Math.round((k * (all.length - 1)) / (SAMPLED_COORDINATES - 1))],
  );
}

/**
 * What lies at those of the coordinates that a block has:
 * n rows and their aggregate, which begin at coordinate `start`.
 * A zero is written without a sign, for JSON has none.
 */
export function sampleCoordinates(
  coordinates: readonly number[],
  start: number,
  rows: readonly Float32Array[],
  aggregate: Float32Array,
): CoordinateSamples {
  const inside = coordinates
    .map((coordinate) => coordinate - start)
    .filter((c) => c >= 0 && c < aggregate.length);
  return {
    reports: inside.map((c) => rows.map((row) => asNumber(row[c]))),
    aggregate: inside.map((c) => asNumber(aggregate[c])),
  };
}

function asNumber(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
