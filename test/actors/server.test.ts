import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/actors/behaviour.js';
import type { BlockFacts, Conclusion, Inbox } from '../../src/actors/messages.js';
import { squaresAt } from '../../src/actors/roundMemory.js';
import { server, type ServerState } from '../../src/actors/server.js';
import { joinBlockHashes } from '../../src/actors/stateHash.js';
import { defineRule, type Geometry } from '../../src/aggregation/rule.js';
import { stream } from '../../src/random/stream.js';
import { defineTransform } from '../../src/transforms/transform.js';
import { setStage, type Stage } from '../support/context.js';

const SHARDS = 20;
const act = (context: Context, inbox: Inbox, state: ServerState | null = null) =>
  server(state, inbox, context);
const distances: Inbox = { kind: 'distances', bodies: Array.from({ length: SHARDS }, () => ({})) };

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

/** Partial distances of each shard, in lent memory. */
function fillSquares({ memory, world }: Stage, value: (shard: number, place: number) => number): void {
  for (let shard = 0; shard < SHARDS; shard++) {
    const squares = squaresAt(memory, shard, world);
    for (let k = 0; k < squares.length; k++) squares[k] = value(shard, k);
  }
}

describe('the server, once all shards have measured', () => {
  test('adds their partial distances in the order of shards', async () => {
    const seen: Geometry[] = [];
    const stage = await setStage({ defense: { rule: 'watching' } }, { rules: [watching(seen)] });
    // Beside 1e16 a 1 is lost: only from the last shard on would it count.
    fillSquares(stage, (shard, k) => (shard === 0 ? 1e16 : 1) + (shard === 3 ? k : 0));
    const before = stage.written();
    const context = stage.contextOf(0);
    act(context, distances);
    let sum = 0;
    for (let shard = 0; shard < SHARDS; shard++) sum += shard === 0 ? 1e16 : shard === 3 ? 8 : 1;
    expect(seen[0].squares[7]).toBe(sum);
    expect(sum).not.toBe(18 + 8 + 1e16);
    expect(seen[0]).toMatchObject({ rows: 5, squaredNorms: null });
    expect(seen[0].squares).toHaveLength(25);
    expect(stage.written()).toEqual(before);
    expect(context.phases).toEqual(['aggregation']);
  });

  test('tells every shard what the rule decided, and holds on to it', async () => {
    const stage = await setStage({ defense: { rule: 'krum', declared: 1 } });
    // Row 3 lies in the middle of the others on a line: 0, 1, 4, 3, 9.
    const places = [0, 1, 4, 3, 9];
    fillSquares(stage, (_, k) => (places[Math.floor(k / 5)] - places[k % 5]) ** 2 / SHARDS);
    const { state, messages } = act(stage.contextOf(0), distances);
    const decision = { chosen: [3], scores: expect.any(Array) as number[] };
    expect(messages).toEqual(
      Array.from({ length: SHARDS }, (_, shard) => ({
        to: `shard/${shard}`,
        kind: 'selected',
        part: { index: 0, of: 1 },
        body: { decision, mixing: null },
      })),
    );
    expect(state).toEqual({ decision });
    expect(state!.decision!.scores.map((score) => Math.round(1e6 * score) / 1e6)).toEqual([
      17, 14, 13, 12, 28,
    ]);
  });

  test('shows norms to who asks for them', async () => {
    const seen: Geometry[] = [];
    const stage = await setStage({ defense: { rule: 'watching' } }, { rules: [watching(seen, true)] });
    fillSquares(stage, (_, k) => k);
    act(stage.contextOf(0), distances);
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
    const stage = await setStage({ defense }, { rules: [watching(seen)], transforms: [cut] });
    const places = [0, 1, 4, 3, 9];
    fillSquares(stage, (_, k) => (places[Math.floor(k / 5)] - places[k % 5]) ** 2 / SHARDS);
    for (const round of [0, 1]) act(stage.contextOf(0, round), distances);
    const drawnOf = (place: number, round: number) => stream(3, 'transform', place, round).uniform();
    expect(drawn).toEqual([drawnOf(0, 0), drawnOf(1, 0), drawnOf(0, 1), drawnOf(1, 1)]);
    expect(new Set(drawn).size).toBe(4);
    expect(seen[0].rows).toBe(3);
    expect(Array.from(seen[0].squares, Math.round)).toEqual([0, 1, 16, 1, 0, 9, 16, 9, 0]);
    const [{ body }] = act(stage.contextOf(0), distances).messages;
    expect(body).toEqual({
      decision: { chosen: [2], scores: [0, 1, 2] },
      mixing: {
        weights: [
          [1, 0, 0, 0, 0],
          [0, 1, 0, 0, 0],
          [0, 0, 1, 0, 0],
        ],
      },
    });
  });
});

/** What a shard reports of its block; numbers that tell every field apart. */
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

const updated = (...bodies: BlockFacts[]): Inbox => ({ kind: 'updated', bodies });
const toDriver = { to: 'driver', part: { index: 0, of: 1 } };

describe('the server, once all shards have updated', () => {
  test('concludes the round from the sums over shards', async () => {
    const stage = await setStage({ attack: { name: 'little', z: 1 } });
    const decision = { chosen: [3], scores: [5, 4, 3, 2, 1] };
    const context = stage.contextOf(0);
    const { state, messages } = act(context, updated(factsOf(0), factsOf(1)), { decision });
    const sigma = Math.sqrt(48 / 3); // of three honest workers
    const body: Conclusion = {
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
    expect(messages).toEqual([{ ...toDriver, kind: 'concluded', body }]);
    expect(state).toBeNull();
    expect(stage.written()).toEqual([]);
    expect(context.phases).toEqual(['update']);
  });

  test('has no decision of a rule that did not decide, and no distance of worker 0 where it is honest', async () => {
    const stage = await setStage({ workers: { corrupted: 0 } });
    const [{ body }] = act(stage.contextOf(0), updated(factsOf(0))).messages;
    expect(body).toMatchObject({
      decision: null,
      corruptedDistance: null,
      distance: Math.sqrt(32) / Math.sqrt(24 / 5),
    });
  });

  test('measures by all of them where all are corrupted', async () => {
    const stage = await setStage({ workers: { corrupted: 5 }, attack: { name: 'little', z: 1 } });
    const [{ body }] = act(stage.contextOf(0), updated(factsOf(0))).messages;
    expect(body).toMatchObject({ corruptedDistance: Math.sqrt(5) / Math.sqrt(24 / 5) });
  });

  test('says nothing of ratios to zero', async () => {
    const stage = await setStage({ attack: { name: 'little', z: 1 } });
    const [{ body }] = act(
      stage.contextOf(0),
      updated(factsOf(0, { honestSquares: 0, honestMeanSquares: 0, product: 0 })),
    ).messages;
    expect(body).toMatchObject({ cosine: null, distance: null, corruptedDistance: null, honestMeanNorm: 0 });
  });

  test('tells of an overflow in one block in place of that, with the workers of all blocks', async () => {
    const stage = await setStage();
    const blocks = [
      factsOf(0, { notFinite: [4, 1] }),
      factsOf(1),
      factsOf(2, { notFinite: [] }),
      factsOf(3, { notFinite: [1, 0] }),
    ];
    const { state, messages } = act(stage.contextOf(0), updated(...blocks));
    expect(messages).toEqual([{ ...toDriver, kind: 'overflowed', body: { workers: [0, 1, 4] } }]);
    expect(state).toBeNull();
  });
});

test('the server takes no other message', async () => {
  const stage = await setStage();
  const inbox: Inbox = { kind: 'compute', bodies: [{}] };
  expect(() => act(stage.contextOf(0), inbox)).toThrow('the server cannot take a compute message');
});
