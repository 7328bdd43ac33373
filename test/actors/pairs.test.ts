import { expect, test } from 'vitest';
import { blockCount } from '../../src/actors/blocks.js';
import { checkPlan } from '../../src/actors/checkPlan.js';
import { listPairParts, pairsBefore } from '../../src/actors/pairParts.js';
import { measurePairs } from '../../src/actors/pairs.js';
import { planTraining } from '../../src/actors/plan.js';
import { viewBlocks } from '../../src/actors/reports.js';
import { chooseRows } from '../../src/actors/server.js';
import { measureDistances } from '../../src/actors/shard.js';
import { countParameters } from '../../src/actors/world.js';
import { defineRule, type Geometry } from '../../src/aggregation/rule.js';
import { squaredDistances } from '../../src/kernels/distances.js';
import { createFixture, expectSame, madeUpReports } from '../support/context.js';

const many = { count: 70, corrupted: 4, placement: [1, 2, 40, 69], batch: 2 };
const setup = { workers: many, attack: { name: 'little', z: 1 } };

test('many honest reports are measured in parts beside the forging, to the same bits as all at once', async () => {
  const seen: Geometry[] = [];
  const watching = defineRule({
    name: 'watching',
    summary: 'made up',
    check: () => null,
    decide: (geometry) => {
      seen.push({ ...geometry, squares: geometry.squares.slice() });
      return { chosen: [2], scores: new Array<number>(many.count).fill(0) };
    },
  });
  const fixture = await createFixture({ ...setup, defense: { rule: 'watching' } }, { rules: [watching] });
  const { world, memory } = fixture;
  madeUpReports(fixture);
  const plan = planTraining(world, 0);
  expect(() => checkPlan(plan, world, 0)).not.toThrow();
  const pairs = plan.find(({ name }) => name === 'pairs')!;
  const blocks = blockCount(countParameters(world));
  expect(pairs.actors).toHaveLength(2 * blocks);
  expect(pairs.after).toEqual(['gradients']);

  measurePairs(fixture.contextOf(pairs.actors[blocks + 3], 0, { step: blocks + 3 }));
  expect(fixture.written().filter((place) => !place.startsWith('report'))).toEqual(['pairs 3 1']);
  for (const [step, index] of pairs.actors.entries()) measurePairs(fixture.contextOf(index, 0, { step }));
  for (let block = 0; block < blocks; block++) measureDistances(fixture.contextOf(block));
  chooseRows(fixture.contextOf(0));
  const expected = new Float64Array(many.count ** 2);
  for (const rows of viewBlocks(memory.reports))
    for (const [k, square] of squaredDistances(rows).entries()) expected[k] += square;
  expect(new Set(expected).size).toBeGreaterThan(66 * 32); // corrupted ones report the same
  expectSame(seen[0].squares, expected);
});

test('parts have about as many pairs, and there are none of few workers or where nobody asks for distances', async () => {
  const { world } = await createFixture({ ...setup, defense: { rule: 'krum' } });
  const { workers, bounds } = listPairParts(world);
  expect(workers).toHaveLength(66);
  expect([bounds[0], bounds.at(-1)]).toEqual([0, 66]);
  const [first, all] = [pairsBefore(bounds[1], 66), pairsBefore(66, 66)];
  expect(all).toBe((66 * 65) / 2);
  expect(first / all).toBeCloseTo(0.5, 1);
  const few = await createFixture({ defense: { rule: 'krum', declared: 1 } });
  expect(listPairParts(few.world).bounds).toEqual([0]);
  const mean = await createFixture({ ...setup, defense: { rule: 'mean' } });
  expect(listPairParts(mean.world).bounds).toEqual([0]);
  for (const one of [few, mean])
    expect(planTraining(one.world, 0).map(({ name }) => name)).not.toContain('pairs');
});
