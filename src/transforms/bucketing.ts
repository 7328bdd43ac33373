import { option } from '../entries/option.js';
import { permutation } from '../random/permutation.js';
import { defineTransform } from './transform.js';

/**
 * Bucketing: rows in a random order, drawn anew each round, are averaged in groups of `size`,
 * the last one over those that are left. So the rule after it sees ceil(n/size) rows, with the same f.
 *
 * Needs: n >= 1. Not finite: one such row makes its group so. Ties: none. Cost: O(n).
 * Example, size 2: rows 0, 1, 5 in the order 2, 0, 1 give 2.5 and 1.
 */
export const bucketing = defineTransform({
  name: 'bucketing',
  summary: 'rows are averaged in random groups',
  definition: 'a random permutation of the rows, cut into groups of `size`, each averaged over its own size',
  paper: {
    authors: 'Karimireddy, He, Jaggi',
    title: 'Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing',
    venue: 'ICLR',
    year: 2022,
  },
  options: {
    size: option.whole({ least: 1, most: 4096, default: 2, about: 'how many rows a group has' }),
  },
  needs: 'n >= 1; the rule after it has to do with ceil(n/size) rows and the same f',
  example: 'mnist-sign-flip-vs-bucketing-median',
  check: () => null,
  rowsOut: ({ rows, options: { size } }) => Math.ceil(rows / size),
  mix: ({ rows }, { options: { size } }, random) => {
    const order = permutation(rows, random);
    return {
      weights: Array.from({ length: Math.ceil(rows / size) }, (_, group) => {
        const members = order.subarray(group * size, (group + 1) * size);
        const weights = new Array<number>(rows).fill(0);
        for (const row of members) weights[row] = 1 / members.length;
        return weights;
      }),
    };
  },
});
