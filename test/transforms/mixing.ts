import type { Rule, RuleSetting } from '../../src/aggregation/rule.js';
import { stream } from '../../src/random/stream.js';
import type { Chain } from '../../src/transforms/decideChain.js';
import { defineTransform } from '../../src/transforms/transform.js';

/** Rows of values between -1 and 1. */
export function randomRows(seed: number, count: number, length: number): number[][] {
  const random = stream(seed, 'rows');
  return Array.from({ length: count }, () => Array.from({ length }, () => 2 * random.uniform() - 1));
}

/** Weights that sum to 1, row by row; some are zero, some negative. */
export function randomMixing(seed: number, count: number, out: number): number[][] {
  const random = stream(seed, 'weights');
  return Array.from({ length: out }, () => {
    const free = Array.from({ length: count }, () => [0, 1, 2, 3, -0.5][random.below(5)] * random.uniform());
    const rest = 1 - free.reduce((sum, weight) => sum + weight, 0);
    const last = random.below(count);
    return free.map((weight, i) => (i === last ? weight + rest : weight));
  });
}

/** Made up: the mean of each row and the one nearest to it. */
export const paired = defineTransform({
  name: 'paired',
  summary: 'made up',
  check: () => null,
  mix: ({ rows, squares }) => ({
    weights: Array.from({ length: rows }, (_, k) => {
      const others = Array.from({ length: rows }, (_, i) => i).filter((i) => i !== k);
      const nearest = others.sort((a, b) => squares[k * rows + a] - squares[k * rows + b])[0];
      return Array.from({ length: rows }, (_, i) => (i === k || i === nearest ? 0.5 : 0));
    }),
  }),
});

/** Made up: rows longer than the shortest one are shortened to its length, and the last row is left out. */
export const levelled = defineTransform({
  name: 'levelled',
  summary: 'made up',
  asksNorms: true,
  check: () => null,
  rowsOut: ({ rows }) => rows - 1,
  mix: ({ rows, squaredNorms }) => {
    const least = Math.min(...squaredNorms!);
    return {
      weights: Array.from({ length: rows - 1 }, (_, k) =>
        Array.from({ length: rows }, (_, i) => (i === k ? Math.sqrt(least / squaredNorms![k]) : 0)),
      ),
    };
  },
});

/** Both of them before a rule, for so many reports. */
export function chainBefore(
  entry: Rule,
  rows: number,
  { declared = 1, variant = '' }: Partial<RuleSetting> = {},
): Chain {
  const told = { declared, options: {} };
  return {
    transforms: [
      { transform: paired, setting: { rows, ...told } },
      { transform: levelled, setting: { rows, ...told } },
    ],
    rule: { entry, setting: { workers: rows - 1, variant, ...told } },
  };
}
