import { describe, expect, test } from 'vitest';
import { byLabel } from '../../src/partitions/byLabel.js';
import { classesPerWorker } from '../../src/partitions/classesPerWorker.js';
import { classImbalanced } from '../../src/partitions/classImbalanced.js';
import { cutByShares, dirichlet } from '../../src/partitions/dirichlet.js';
import { gammaSimilarity } from '../../src/partitions/gammaSimilarity.js';
import { shards } from '../../src/partitions/shards.js';
import { stream } from '../../src/random/stream.js';
import { oracleFiles } from '../support/oracles.js';

interface Gamma {
  readonly similar: number;
  readonly similarSizes: number[];
  readonly sorted: number[][];
}
interface Drawn {
  readonly proportions: number[][];
  readonly 'byzfl.parts': number[][];
}
interface Oracle {
  readonly partitions: ({ readonly labels: number[]; readonly workers: number } & Record<string, unknown>)[];
  readonly partitionProperties: {
    readonly alpha: number;
    readonly workers: number;
    readonly classes: number;
    readonly perClass: number;
    readonly meanLargestClassShare: [number, number];
    readonly relativeSpreadOfSizes: [number, number];
  }[];
}

const [{ content }] = oracleFiles<Oracle>(/^(partitions|rules-2)\.json$/);
const rising = (list: ArrayLike<number>) => Array.from(list).sort((a, b) => a - b);

function viewOf(list: readonly number[], workers: number, seed = 1) {
  const order = Uint32Array.from(list, (_, image) => image);
  return { order, labels: Uint8Array.from(list), classes: 10, workers, random: stream(seed, 'partition') };
}

describe.each(content.partitions)('$workers workers', (one) => {
  const { labels, workers } = one;

  test('by label agrees, image by image', () => {
    expect(byLabel.assign(viewOf(labels, workers), {})).toEqual(one['byzfl.extreme']);
  });

  const gammas = Object.keys(one).filter((name) => name.startsWith('byzfl.gamma'));
  test.each(gammas)('%s agrees but for the shuffle', (name) => {
    const { similar, similarSizes, sorted } = one[name] as Gamma;
    const gamma = Number(/\[(.+)\]/.exec(name)![1]);
    const lists = gammaSimilarity.assign(viewOf(labels, workers), { gamma }).map((list) => Array.from(list));
    expect(lists.map((list, worker) => list.slice(similarSizes[worker]))).toEqual(sorted);
    const shuffled = lists.flatMap((list, worker) => list.slice(0, similarSizes[worker]));
    expect(rising(shuffled)).toEqual(Array.from({ length: similar }, (_, image) => image));
  });

  const drawn = Object.keys(one).filter((name) => name.startsWith('dirichlet'));
  test.each(drawn)('%s cuts given proportions as ByzFL does', (name) => {
    const { proportions, 'byzfl.parts': parts } = one[name] as Drawn;
    const found = Array.from({ length: workers }, () => [] as number[]);
    for (const [label, shares] of proportions.entries()) {
      const images = labels.flatMap((given, image) => (given === label ? [image] : []));
      for (const [worker, part] of cutByShares(images, shares).entries()) found[worker].push(...part);
    }
    expect(found.map(rising)).toEqual(parts.map(rising));
  });
});

test.each(content.partitionProperties)('draws of Dirichlet $alpha are as uneven as they should be', (one) => {
  const { alpha, workers, classes, perClass } = one;
  const draws = 40;
  const labels = Array.from({ length: classes * perClass }, (_, image) => image % classes);
  const [shares, spreads]: [number[], number[]] = [[], []];
  for (let seed = 0; seed < draws; seed++) {
    const lists = dirichlet.assign(viewOf(labels, workers, seed), { alpha, least: 0 });
    const sizes = lists.map(({ length }) => length);
    const largest = lists.flatMap((list) => {
      if (list.length === 0) return [];
      const counts = new Array<number>(classes).fill(0);
      for (const image of Array.from(list)) counts[labels[image]]++;
      return [Math.max(...counts) / list.length];
    });
    const mean = sizes.reduce((sum, size) => sum + size, 0) / workers;
    shares.push(largest.reduce((sum, share) => sum + share, 0) / largest.length);
    spreads.push(Math.sqrt(sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / workers) / mean);
  }
  for (const [found, [mean, deviation]] of [
    [shares, one.meanLargestClassShare],
    [spreads, one.relativeSpreadOfSizes],
  ] as const) {
    const average = found.reduce((sum, value) => sum + value, 0) / draws;
    expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(draws));
  }
});

test('Dirichlet fills workers up to the least, and deals every image once', () => {
  const labels = Array.from({ length: 200 }, (_, image) => image % 10);
  const lists = dirichlet.assign(viewOf(labels, 9), { alpha: 0.02, least: 12 });
  expect(Math.min(...lists.map(({ length }) => length))).toBe(12);
  expect(rising(lists.flatMap((list) => Array.from(list)))).toEqual(labels.map((_, image) => image));
});

test('shards leave a worker few classes', () => {
  const labels = Array.from({ length: 1000 }, (_, image) => image % 10);
  const lists = shards.assign(viewOf(labels, 10), { each: 2 });
  expect(lists.every((list) => new Set(Array.from(list, (image) => labels[image])).size <= 2)).toBe(true);
});

test.each([
  [10, 2],
  [7, 3],
  [4, 1],
  [3, 12],
])('of %i workers each has images of %i classes, or all there are', (workers, each) => {
  const labels = Array.from({ length: 1000 }, (_, image) => (image * 7) % 10);
  const lists = classesPerWorker.assign(viewOf(labels, workers), { each }).map((list) => Array.from(list));
  const classesOf = (list: readonly number[]) => [...new Set(list.map((image) => labels[image]))];
  for (const list of lists) expect(classesOf(list)).toHaveLength(Math.min(each, 10));
  const counts = Array.from({ length: 10 }, (_, label) => {
    const parts = lists.map((list) => list.filter((image) => labels[image] === label).length);
    const held = parts.filter((size) => size > 0);
    expect(Math.max(0, ...held) - Math.min(100, ...held)).toBeLessThanOrEqual(1);
    return held.length;
  });
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  const all = rising(lists.flat());
  expect(new Set(all).size).toBe(all.length);
  expect(all).toHaveLength(100 * counts.filter((count) => count > 0).length);
  const otherwise = classesPerWorker.assign(viewOf(labels, workers, 2), { each });
  if (each < 10) expect(otherwise.map((list) => Array.from(list))).not.toEqual(lists);
});

test('class-imbalanced keeps all of class 0 and a share gamma of the last', () => {
  const labels = Array.from({ length: 10_000 }, (_, image) => image % 10);
  const kept = classImbalanced.assign(viewOf(labels, 7), { gamma: 0.01 }).flatMap((list) => Array.from(list));
  const count = (label: number) => kept.filter((image) => labels[image] === label).length;
  expect([0, 3, 6, 9].map(count)).toEqual([1000, 215, 46, 10]);
});
