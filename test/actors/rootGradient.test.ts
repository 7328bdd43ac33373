import { describe, expect, test } from 'vitest';
import { hashRow } from '../../src/actors/reportHash.js';
import { computeRootGradient } from '../../src/actors/rootGradient.js';
import { findRootRow, viewBlocks } from '../../src/actors/reports.js';
import { parametersBefore } from '../../src/actors/world.js';
import { lossAndGradient } from '../../src/models/model.js';
import { gatherExamples } from '../../src/data/batch.js';
import { createFixture } from '../support/context.js';
import { relativeError } from '../support/oracles.js';

const open = (input: object) => createFixture({ defense: { rule: 'fltrust', ...input } });

describe('the server’s own gradient', () => {
  test('is that of all training images where all are root data, in whatever order they are drawn', async () => {
    const fixture = await open({ root: 200 });
    const { world } = fixture;
    const { loss } = computeRootGradient(fixture.contextOf(5, 0));
    const all = Uint32Array.from({ length: 200 }, (_, k) => k);
    const batch = gatherExamples(world.set, world.set.train, all);
    const parameters = parametersBefore(world, 0);
    const expected = new Float32Array(parameters.length);
    const { l2 } = world.scenario.training;
    expect(loss).toBeCloseTo(lossAndGradient(world.model, parameters, batch, expected, l2), 6);
    const row = findRootRow(world.scenario, world.entries)!;
    const found = viewBlocks(fixture.memory.reports).flatMap((rows) => [...rows[row]]);
    expect(relativeError(found, expected)).toBeLessThan(1e-5);
    expect(fixture.written()).toEqual([`report ${row}`]);
  });

  test('is of other images under another seed, and of the same ones in the next round', async () => {
    const hashes = await Promise.all(
      [3, 4].map(async (seed) => {
        const fixture = await createFixture({ seed, defense: { rule: 'fltrust', root: 10 } });
        fixture.world.state.parameters[0].fill(0.01);
        fixture.world.state.parameters[1].fill(0.01);
        const row = findRootRow(fixture.world.scenario, fixture.world.entries)!;
        return [0, 1].map((round) => {
          computeRootGradient(fixture.contextOf(5, round));
          return hashRow(fixture.memory.reports, row);
        });
      }),
    );
    expect(hashes[0][0]).toBe(hashes[0][1]);
    expect(hashes[0][0]).not.toBe(hashes[1][0]);
  });
});
