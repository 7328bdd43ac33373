import { describe, expect, test } from 'vitest';
import type { BlockFacts, Conclusion } from '../../src/actors/results.js';
import { squaresAt } from '../../src/actors/roundMemory.js';
import { chooseRows, concludeRound } from '../../src/actors/server.js';
import { joinBlockHashes } from '../../src/actors/stateHash.js';
import { defineRule, type Geometry } from '../../src/aggregation/rule.js';
import { stream } from '../../src/random/stream.js';
import { defineTransform } from '../../src/transforms/transform.js';
import { createFixture, type Fixture, type GivenResults } from '../support/context.js';

const SHARDS = 20;

/** A rule that chooses row 2, and remembers the geometry that it saw. */
function watching(seen: Geometry[], asksNorms = false) {
  return defineRule({
    name: 'watching',
    summary: 'made up',
    asksNorms,
    check: () => null,
    decide: (geometry, { workers }) => {
      seen.push({ ...geometry, squares: geometry.squares.slice() });
      return { chosen: [2], scores: Array.from({ length: workers }, (_, row) => row) };
    },
  });
}

/** Partial distances of each shard, in the round's memory. */
function fillSquares({ memory, world }: Fixture, value: (shard: number, place: number) => number): void {
  for (let shard = 0; shard < SHARDS; shard++) {
    const squares = squaresAt(memory, shard, world);
    for (let k = 0; k < squares.length; k++) squares[k] = value(shard, k);
  }
}

describe('the server, by what all shards have measured', () => {
  test('adds their partial distances in the order of shards', async () => {
    const seen: Geometry[] = [];
    const fixture = await createFixture({ defense: { rule: 'watching' } }, { rules: [watching(seen)] });
    // Beside 1e16 a 1 is lost: only from the last shard on would it count.
    fillSquares(fixture, (shard, k) => (shard === 0 ? 1e16 : 1) + (shard === 3 ? k : 0));
    const before = fixture.written();
    const context = fixture.contextOf(0);
    chooseRows(context);
    let sum = 0;
    for (let shard = 0; shard < SHARDS; shard++) sum += shard === 0 ? 1e16 : shard === 3 ? 8 : 1;
    expect(seen[0].squares[7]).toBe(sum);
    expect(sum).not.toBe(18 + 8 + 1e16);
    expect(seen[0]).toMatchObject({ rows: 5, squaredNorms: null });
    expect(seen[0].squares).toHaveLength(25);
    expect(fixture.written()).toEqual(before);
    expect(context.phases).toEqual(['aggregation']);
  });

  test('has the rule decide by them', async () => {
    const fixture = await createFixture({ defense: { rule: 'krum', declared: 1 } });
    // Row 3 lies in the middle of the others on a line: 0, 1, 4, 3, 9.
    const places = [0, 1, 4, 3, 9];
    fillSquares(fixture, (_, k) => (places[Math.floor(k / 5)] - places[k % 5]) ** 2 / SHARDS);
    const { decision, mixing } = chooseRows(fixture.contextOf(0));
    expect(mixing).toBeNull();
    expect(decision!.chosen).toEqual([3]);
    expect(decision!.scores.map((score) => Math.round(1e6 * score) / 1e6)).toEqual([17, 14, 13, 12, 28]);
  });

  test('shows norms to who asks for them', async () => {
    const seen: Geometry[] = [];
    const fixture = await createFixture({ defense: { rule: 'watching' } }, { rules: [watching(seen, true)] });
    fillSquares(fixture, (_, k) => k);
    chooseRows(fixture.contextOf(0));
    expect([...seen[0].squares]).toEqual(Array.from({ length: 25 }, (_, k) => SHARDS * k));
    expect([...seen[0].squaredNorms!]).toEqual([25, 26, 27, 28, 29].map((k) => SHARDS * k));
  });

  test('runs transforms before the rule, each with a stream of its place and the round', async () => {
    const drawn: number[] = [];
    const seen: Geometry[] = [];
    const cut = defineTransform({
      name: 'cut',
      summary: 'made up: leaves the last row out',
      check: () => null,
      rowsOut: ({ rows }) => rows - 1,
      mix: ({ rows }, _setting, random) => {
        drawn.push(random.uniform());
        const unit = (k: number) => Array.from({ length: rows }, (_, i) => (i === k ? 1 : 0));
        return { weights: Array.from({ length: rows - 1 }, (_, k) => unit(k)) };
      },
    });
    const defense = { rule: 'watching', before: ['cut', 'cut'] };
    const fixture = await createFixture({ defense }, { rules: [watching(seen)], transforms: [cut] });
    const places = [0, 1, 4, 3, 9];
    fillSquares(fixture, (_, k) => (places[Math.floor(k / 5)] - places[k % 5]) ** 2 / SHARDS);
    for (const round of [0, 1]) chooseRows(fixture.contextOf(0, round));
    const drawnOf = (place: number, round: number) => stream(3, 'transform', place, round).uniform();
    expect(drawn).toEqual([drawnOf(0, 0), drawnOf(1, 0), drawnOf(0, 1), drawnOf(1, 1)]);
    expect(new Set(drawn).size).toBe(4);
    expect(seen[0].rows).toBe(3);
    expect(Array.from(seen[0].squares, Math.round)).toEqual([0, 1, 16, 1, 0, 9, 16, 9, 0]);
    expect(chooseRows(fixture.contextOf(0))).toMatchObject({
      decision: { chosen: [2], scores: [0, 1, 2] },
      mixing: {
        weights: [
          [1, 0, 0, 0, 0],
          [0, 1, 0, 0, 0],
          [0, 0, 1, 0, 0],
        ],
      },
      trace: [
        { name: 'cut', did: { groups: [[0], [1], [2], [3]] } },
        { name: 'cut', did: { groups: [[0], [1], [2]] } },
      ],
    });
  });
});

/** What a shard found out of its block; numbers that tell every field apart. */
function factsOf(shard: number, changes: Partial<BlockFacts> = {}): BlockFacts {
  return {
    kept: [1, 2, 3, 4, 10 * shard],
    squaresToHonestMean: [5 + shard, 1, 1, 1, 1],
    honestSquares: 24,
    aggregateSquares: 8,
    honestMeanSquares: 2,
    product: 3,
    differenceSquares: 32,
    parameterSquares: 50,
    stateHash: `hash ${shard}`,
    notFinite: null,
    probes: { reports: [[shard, 1, 2, 3, 4]], aggregate: [shard + 0.5] },
    ...changes,
  };
}

const updated = (...blocks: BlockFacts[]): GivenResults => ({
  update: blocks.map((facts) => ({ forged: null, facts })),
});

/** The record of a round with these blocks, of a rule that asks for no distances and makes no choice. */
function conclude(fixture: Fixture, ...blocks: BlockFacts[]): Conclusion {
  const conclusion = concludeRound(fixture.contextOf(0, 0, { results: updated(...blocks) }));
  if (!('concluded' in conclusion)) throw new TypeError('the round has not been concluded');
  return conclusion.concluded;
}

describe('the server, by what all shards have updated', () => {
  test('concludes the round from the sums over shards', async () => {
    const attack = { name: 'little', z: 1 };
    const fixture = await createFixture({ attack, defense: { rule: 'krum', declared: 1 } });
    const decision = { chosen: [3], scores: [5, 4, 3, 2, 1] };
    const results = { ...updated(factsOf(0), factsOf(1)), choice: [{ decision, mixing: null }] };
    const context = fixture.contextOf(0, 0, { results });
    const conclusion = concludeRound(context);
    const sigma = Math.sqrt(48 / 3); // of three honest workers
    const concluded: Conclusion = {
      aggregateNorm: 4,
      honestMeanNorm: 2,
      cosine: 6 / 8,
      distance: 8 / sigma,
      corruptedDistance: Math.sqrt(11) / sigma,
      parameterNorm: 10,
      influence: [2, 4, 6, 8, 10].map((kept) => kept / 30),
      decision,
      stateHash: joinBlockHashes(['hash 0', 'hash 1']),
      probes: {
        reports: [
          [0, 1, 2, 3, 4],
          [1, 1, 2, 3, 4],
        ],
        aggregate: [0.5, 1.5],
      },
    };
    expect(conclusion).toEqual({ concluded });
    expect(fixture.written()).toEqual([]);
    expect(context.phases).toEqual(['update']);
  });

  test('has no decision of a rule that did not decide, and no distance of worker 0 where it is honest', async () => {
    const fixture = await createFixture({ workers: { corrupted: 0 } });
    expect(conclude(fixture, factsOf(0))).toMatchObject({
      decision: null,
      corruptedDistance: null,
      distance: Math.sqrt(32) / Math.sqrt(24 / 5),
    });
  });

  test('measures by all of them where all are corrupted', async () => {
    const fixture = await createFixture({ workers: { corrupted: 5 }, attack: { name: 'little', z: 1 } });
    expect(conclude(fixture, factsOf(0))).toMatchObject({
      corruptedDistance: Math.sqrt(5) / Math.sqrt(24 / 5),
    });
  });

  test('says nothing of ratios to zero', async () => {
    const fixture = await createFixture({ attack: { name: 'little', z: 1 } });
    const facts = factsOf(0, { honestSquares: 0, honestMeanSquares: 0, product: 0 });
    expect(conclude(fixture, facts)).toMatchObject({
      cosine: null,
      distance: null,
      corruptedDistance: null,
      honestMeanNorm: 0,
    });
  });

  test('tells of an overflow in one block in place of that, with the workers of all blocks', async () => {
    const fixture = await createFixture();
    const blocks = [
      factsOf(0, { notFinite: [4, 1] }),
      factsOf(1),
      factsOf(2, { notFinite: [] }),
      factsOf(3, { notFinite: [1, 0] }),
    ];
    const context = fixture.contextOf(0, 0, { results: updated(...blocks) });
    expect(concludeRound(context)).toEqual({ overflow: [0, 1, 4] });
  });
});
