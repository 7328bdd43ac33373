import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregation/aggregate.js';
import { lendWhole } from '../../src/aggregation/lendWhole.js';
import { measureBlock, readGeometry } from '../../src/aggregation/measureBlock.js';
import { reduceBlock } from '../../src/aggregation/reduceBlock.js';
import type { BlockView, Rule } from '../../src/aggregation/rule.js';
import { freshMemory } from '../../src/entries/freshMemory.js';
import type { Memory } from '../../src/entries/memory.js';
import { parseOptions } from '../../src/entries/parseOptions.js';
import { ruleNamed } from '../support/entries.js';
import { oracleFiles, relativeError } from '../support/oracles.js';

interface Oracles {
  /** Rounds of one object; `kernels` [classes][features] is the output layer, the last values of a row. */
  readonly foolsgold: readonly {
    readonly kind: string;
    readonly k: number;
    readonly rounds: number[][][];
    readonly kernels: number[][][];
    readonly expected: number[][];
  }[];
  readonly crfl: readonly { readonly vectors: number[][]; readonly expected: number[] }[];
  /** `start`: the first coordinate of the window that was drawn. */
  readonly signguard: readonly {
    readonly kind: string;
    readonly start: number;
    readonly vectors: number[][];
    readonly chosen: number[];
    readonly expected: number[];
  }[];
}

const refuse = (field: string): never => expect.fail(field);
const toRows = (vectors: number[][]) => vectors.map((vector) => Float32Array.from(vector));

/** One round of a rule on whole rows. */
function play(entry: Rule, given: object, rows: Float32Array[], memory: Memory, view: BlockView) {
  const { variant, options } = parseOptions(entry, { ...given }, refuse);
  const setting = { workers: rows.length, declared: 0, variant: variant ?? '', options };
  const asked = { entry, setting, norms: true };
  const geometry = readGeometry(asked, rows.length, measureBlock(asked, rows, memory, view));
  const decision = entry.decide!(geometry, setting, memory);
  return { decision, ...reduceBlock(entry, rows, setting, decision, memory, view) };
}

describe.each(oracleFiles<Oracles>(/^flpoison\.json$/))('$name', ({ content }) => {
  test.each(content.foolsgold)('foolsgold over four rounds, $kind', ({ k, rounds, kernels, expected }) => {
    const [classes, features] = [kernels[0].length, kernels[0][0].length];
    const d = rounds[0][0].length;
    const start = d - classes * features;
    // FLPoison's kernels are [classes, features], krumble's [features, classes].
    const turn = (row: number[]) =>
      row.map((value, c) => {
        if (c < start) return value;
        const [feature, label] = [Math.floor((c - start) / classes), (c - start) % classes];
        return row[start + label * features + feature];
      });
    const entry = ruleNamed('foolsgold');
    let memory = freshMemory(entry.memory!, d, rounds[0].length);
    for (const [round, vectors] of rounds.entries()) {
      const values = Float32Array.from(
        turn([...new Array<number>(start).fill(0), ...kernels[round].flat()]).slice(start),
      );
      const kernel = { kind: 'kernel' as const, shape: [features, classes], start, values };
      const view = { ...lendWhole(d), tensors: () => [kernel] };
      const { aggregate: found } = play(entry, { k }, toRows(vectors.map(turn)), memory, view);
      expect(relativeError(found, turn(expected[round])), `round ${round}`).toBeLessThan(1e-5);
      const { before, after } = memory.sums;
      memory = { sums: { before: after, after: before.map((_, row) => after[row].slice()) } };
    }
  });

  test.each(content.crfl)('crfl without its noise %#', ({ vectors, expected }) => {
    const { aggregate: found } = aggregate(ruleNamed('crfl'), toRows(vectors), {
      ...{ declared: 0, options: { noise: 0 } },
    });
    expect(relativeError(found, expected)).toBeLessThan(1e-6);
  });

  test.each(content.signguard)('signguard (flpoison), $kind', ({ start, vectors, chosen, expected }) => {
    const entry = ruleNamed('signguard');
    const random = () => ({ uniform: () => 0, below: () => start });
    const view = { ...lendWhole(vectors[0].length), random };
    const found = play(entry, { variant: 'flpoison' }, toRows(vectors), {}, view);
    expect(found.decision.chosen).toEqual(chosen);
    expect(relativeError(found.aggregate, expected)).toBeLessThan(1e-6);
  });
});
