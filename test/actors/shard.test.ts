import { describe, expect, test } from 'vitest';
import { blockStarts } from '../../src/actors/blocks.js';
import { sampledCoordinates } from '../../src/actors/coordinateSamples.js';
import type { BlockFacts, Results } from '../../src/actors/results.js';
import { squaresAt } from '../../src/actors/roundMemory.js';
import { measureHonestMean } from '../../src/actors/honestMeans.js';
import { measureDistances, updateBlock } from '../../src/actors/shard.js';
import { blockHash } from '../../src/actors/stateHash.js';
import { parametersBefore, velocityBefore } from '../../src/actors/world.js';
import type { AttackSetting, OwnBlock } from '../../src/attacks/attack.js';
import { defineTransform } from '../../src/transforms/transform.js';
import { createFixture, expectSame, type Fixture, madeUpAttack, madeUpReports } from '../support/context.js';

const starts = blockStarts(79_510);
const BLOCK = 2;
const [FROM, TO] = [starts[BLOCK], starts[BLOCK + 1]];
const BLOCKS = starts.length - 1;

/** Under an attack that decides: its decision, which the step can read. */
const decided = (decision: Partial<Results['decision']> = {}) => ({
  results: { decision: [{ facts: {}, hasVector: false, ...decision }] },
});
/** Where the rule decides: what the shards measured and the server chose; of others only junk. */
/** What the shard is told after its honest mean was measured and the server has chosen. */
const chosen = (fixture: Fixture, forged: Results['distances']['forged'], choice: Results['choice']) => {
  const atBlock = <T>(own: T, others: T) =>
    starts.slice(1).map((_, block) => (block === BLOCK ? own : others));
  const distances = atBlock({ forged }, { forged: { isOne: false, hiddenSquares: -1 } });
  const facts = measureHonestMean(fixture.contextOf(BLOCK, 0, { results: { distances } }));
  const honestMeans = atBlock(facts, { squaresToHonestMean: [], honestSquares: -1 });
  return { results: { honestMeans, choice: [choice] } };
};
const pieceOf = (vector: Float32Array) => vector.slice(FROM, TO);
const norm2 = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value * value, 0);
const minus = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (value, c) => value - b[c]);

/** The block as it is to be after a round by this aggregate: v' = momentum v - rate g, w' = w + v'. */
function nextOf({ world }: Fixture, round: number, aggregate: ArrayLike<number>) {
  const [w, v] = [parametersBefore(world, round), velocityBefore(world, round)].map(pieceOf);
  const velocity = v.map((value, c) => 0.5 * value - 0.25 * aggregate[c]);
  return { velocity, parameters: w.map((value, c) => value + velocity[c]) };
}

/** The mean of rows, coordinate by coordinate, rounded to float32. */
function meanOf(rows: readonly Float32Array[]): Float32Array {
  return rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
}

describe('a shard of a rule that needs no geometry', () => {
  test('makes its block of the next velocity and parameters and writes no more', async () => {
    for (const round of [0, 1]) {
      const fixture = await createFixture();
      const rows = madeUpReports(fixture).map(pieceOf);
      const context = fixture.contextOf(BLOCK, round);
      const { forged, facts } = updateBlock(context);
      const { velocity, parameters } = nextOf(fixture, round, meanOf(rows));
      expectSame(pieceOf(fixture.memory.next.velocity), velocity);
      expectSame(pieceOf(fixture.memory.next.parameters), parameters);
      const written = fixture.written().filter((place) => !place.startsWith('report'));
      expect(written).toEqual([`next parameters 0 ${BLOCK}`, `next velocity 0 ${BLOCK}`]);
      expect(facts.stateHash).toBe(blockHash(parameters, velocity));
      expect(forged).toBeNull();
      expect(context.phases).toEqual(['aggregation', 'update']);
    }
  });

  test('compares aggregate and reports with the mean of the honest ones', async () => {
    const fixture = await createFixture();
    const rows = madeUpReports(fixture).map(pieceOf);
    const { facts } = updateBlock(fixture.contextOf(BLOCK));
    const [aggregate, honest] = [meanOf(rows), meanOf(rows.slice(2))];
    const expected = {
      aggregateSquares: norm2(aggregate),
      honestMeanSquares: norm2(honest),
      product: Array.from(aggregate).reduce((sum, value, c) => sum + value * honest[c], 0),
      differenceSquares: norm2(minus(aggregate, honest)),
      parameterSquares: norm2(pieceOf(fixture.memory.next.parameters)),
      honestSquares: rows.slice(2).reduce((sum, row) => sum + norm2(minus(row, honest)), 0),
    };
    for (const [name, value] of Object.entries(expected)) {
      expect((facts[name as keyof BlockFacts] as number) / value, name).toBeCloseTo(1, 9);
    }
    const squares = rows.map((row) => norm2(minus(row, honest)));
    for (const [worker, square] of squares.entries())
      expect(facts.squaresToHonestMean[worker] / square).toBeCloseTo(1, 9);
    expect(facts.squaresToHonestMean).toHaveLength(5);
    expect(facts.notFinite).toBeNull();
  });

  test('records how many coordinates of each report it kept', async () => {
    const fixture = await createFixture({
      defense: { rule: 'trimmed-mean', variant: 'published', declared: 1 },
    });
    const rows = madeUpReports(fixture).map(pieceOf);
    const { kept } = updateBlock(fixture.contextOf(BLOCK)).facts;
    const counts = new Array<number>(5).fill(0);
    for (let c = 0; c < TO - FROM; c++) {
      const order = [0, 1, 2, 3, 4].sort((a, b) => rows[a][c] - rows[b][c]);
      for (const worker of order.slice(1, 4)) counts[worker]++;
    }
    expect(kept).toEqual(counts);
    expect(new Set(counts).size).toBeGreaterThan(3);
  });

  test('records what the watched coordinates in its block are reported to be', async () => {
    const fixture = await createFixture();
    const reports = madeUpReports(fixture);
    const watched = sampledCoordinates(fixture.world.model.layout, 3);
    const found = Array.from(
      { length: BLOCKS },
      (_, block) => updateBlock(fixture.contextOf(block)).facts.probes.reports,
    );
    expect(found.flat()).toEqual(watched.map((c) => reports.map((report) => report[c])));
  });

  test('names the workers whose reports are not finite where the outcome is not, and only there', async () => {
    const fixture = await createFixture();
    const reports = madeUpReports(fixture);
    reports[3][FROM] = Infinity;
    reports[1][TO - 1] = Number.NaN;
    reports[4][TO] = Number.NaN; // in the block behind
    const { reports: lent } = fixture.memory;
    for (const [worker, c] of [
      [3, 0],
      [1, TO - FROM - 1],
    ]) {
      lent.memory[lent.rows * FROM + worker * (TO - FROM) + c] = reports[worker][FROM + c];
    }
    expect(updateBlock(fixture.contextOf(BLOCK)).facts.notFinite).toEqual([1, 3]);
    const trimmed = await createFixture({ defense: { rule: 'trimmed-mean', declared: 2 } });
    trimmed.memory.reports.memory.set(lent.memory);
    expect(updateBlock(trimmed.contextOf(BLOCK)).facts.notFinite).toBeNull();
  });
});

describe('a shard of a rule that decides by the geometry', () => {
  const krum = { defense: { rule: 'krum', declared: 1 } };

  test('writes its partial distances, and nothing else', async () => {
    const fixture = await createFixture(krum);
    const rows = madeUpReports(fixture).map(pieceOf);
    const context = fixture.contextOf(BLOCK);
    expect(measureDistances(context)).toEqual({ forged: null });
    const squares = squaresAt(fixture.memory, BLOCK, fixture.world);
    expect(squares).toHaveLength(25);
    for (let i = 0; i < 5; i++) {
      expect(squares[6 * i]).toBe(0);
      for (let j = 0; j < 5; j++) {
        if (i !== j) expect(squares[5 * i + j] / norm2(minus(rows[i], rows[j]))).toBeCloseTo(1, 9);
      }
    }
    const written = fixture.written().filter((place) => !place.startsWith('report'));
    expect(written).toEqual([`squares ${BLOCK}`]);
    expect(context.phases).toEqual(['aggregation']);
  });

  test('writes the mean of the honest ones, from which it measures all', async () => {
    const fixture = await createFixture(krum);
    const rows = madeUpReports(fixture).map(pieceOf);
    const distances = starts.slice(1).map(() => ({ forged: null }));
    const { squaresToHonestMean, honestSquares } = measureHonestMean(
      fixture.contextOf(BLOCK, 0, { results: { distances } }),
    );
    const mean = meanOf(rows.slice(2));
    expectSame(pieceOf(fixture.memory.honestMean), mean);
    const squares = rows.map((row) => norm2(minus(row, mean)));
    for (const [row, square] of squares.entries())
      expect(squaresToHonestMean[row] / square).toBeCloseTo(1, 9);
    expect(honestSquares / (squares[2] + squares[3] + squares[4])).toBeCloseTo(1, 9);
    const written = fixture.written().filter((place) => !place.startsWith('report'));
    expect(written).toEqual([`honest mean ${BLOCK}`]);
  });

  test('then makes its block of what was chosen, and records that it kept that alone', async () => {
    const fixture = await createFixture(krum);
    const rows = madeUpReports(fixture).map(pieceOf);
    const decision = { chosen: [3], scores: [9, 8, 7, 1, 6] };
    const context = fixture.contextOf(BLOCK, 0, chosen(fixture, null, { decision, mixing: null }));
    const { forged, facts } = updateBlock(context);
    expect(forged).toBeNull();
    expect(facts.kept).toEqual([0, 0, 0, TO - FROM, 0]);
    expect(context.phases).toEqual(['aggregation', 'update']);
    const { velocity, parameters } = nextOf(fixture, 0, rows[3]);
    expectSame(pieceOf(fixture.memory.next.velocity), velocity);
    expectSame(pieceOf(fixture.memory.next.parameters), parameters);
  });

  test('measures norms too where a transform asks for them, and gives its weights to what comes out', async () => {
    const thrice = defineTransform({
      name: 'thrice',
      summary: 'made up',
      asksNorms: true,
      check: () => null,
      mix: ({ rows }) => ({ weights: Array.from({ length: rows }, () => new Array<number>(rows).fill(3)) }),
    });
    const defense = { rule: 'mean', before: ['thrice'] };
    const fixture = await createFixture({ defense }, { transforms: [thrice] });
    const rows = madeUpReports(fixture).map(pieceOf);
    measureDistances(fixture.contextOf(BLOCK));
    const squares = squaresAt(fixture.memory, BLOCK, fixture.world);
    expect(squares).toHaveLength(30);
    for (const [worker, row] of rows.entries()) expect(squares[25 + worker] / norm2(row)).toBeCloseTo(1, 9);
    const mixing = { weights: new Array<number[]>(5).fill([2, 0, 0, 0, 1]) };
    updateBlock(fixture.contextOf(BLOCK, 0, chosen(fixture, null, { decision: null, mixing })));
    const { velocity } = nextOf(
      fixture,
      0,
      rows[0].map((value, c) => 2 * value + rows[4][c]),
    );
    const found = pieceOf(fixture.memory.next.velocity);
    for (let c = 0; c < velocity.length; c++) expect(found[c]).toBeCloseTo(velocity[c], 4);
  });
});

describe('a shard under attack', () => {
  test('forges its block of the corrupted workers’ reports, and of no others', async () => {
    const fixture = await createFixture({ attack: { name: 'little', z: 2 } });
    const rows = madeUpReports(fixture).map(pieceOf);
    const context = fixture.contextOf(BLOCK);
    expect(updateBlock(context).forged).toEqual({ isOne: true, hiddenSquares: null });
    const forged = rows[0].map((value, c) => {
      const mean = (value + rows[1][c]) / 2;
      return mean - 2 * Math.abs(value - mean);
    });
    for (const worker of [0, 1]) {
      const found = pieceOf(fixture.reportOf(worker));
      for (let c = 0; c < forged.length; c++) expect(found[c]).toBeCloseTo(forged[c], 4);
    }
    for (const worker of [2, 3, 4]) expectSame(pieceOf(fixture.reportOf(worker)), rows[worker]);
    const fresh = await createFixture();
    madeUpReports(fresh);
    for (let worker = 0; worker < 5; worker++) {
      const outside = (vector: Float32Array) => [...vector.subarray(0, FROM), ...vector.subarray(TO)];
      expectSame(outside(fixture.reportOf(worker)), outside(fresh.reportOf(worker)));
    }
    expect(context.phases).toEqual(['attack', 'aggregation', 'update']);
  });

  test('aggregates what it forged', async () => {
    const fixture = await createFixture({ attack: { name: 'little', z: 2 } });
    madeUpReports(fixture);
    updateBlock(fixture.contextOf(BLOCK));
    const rows = [0, 1, 2, 3, 4].map((worker) => pieceOf(fixture.reportOf(worker)));
    expectSame(pieceOf(fixture.memory.next.velocity), nextOf(fixture, 0, meanOf(rows)).velocity);
  });

  test('forges before it measures where the rule decides, and not again when it updates', async () => {
    const input = { attack: { name: 'little', z: 2 }, defense: { rule: 'krum', declared: 1 } };
    const fixture = await createFixture(input);
    const honest = madeUpReports(fixture).map(pieceOf);
    const context = fixture.contextOf(BLOCK);
    const { forged } = measureDistances(context);
    expect(forged).toEqual({ isOne: true, hiddenSquares: null });
    expect(context.phases).toEqual(['attack', 'aggregation']);
    const report = pieceOf(fixture.reportOf(0));
    expect(report).not.toEqual(honest[0]);
    const squares = squaresAt(fixture.memory, BLOCK, fixture.world);
    expect(squares[1]).toBe(0); // both corrupted workers report the same
    expect(squares[3] / norm2(minus(report, honest[3]))).toBeCloseTo(1, 9);
    const choice = { decision: { chosen: [1], scores: [1, 0, 1, 1, 1] }, mixing: null };
    const later = fixture.contextOf(BLOCK, 0, chosen(fixture, forged, choice));
    expect(updateBlock(later).forged).toBeNull();
    expect(later.phases).toEqual(['aggregation', 'update']);
    expectSame(pieceOf(fixture.reportOf(0)), report);
    expectSame(pieceOf(fixture.memory.next.velocity), nextOf(fixture, 0, report).velocity);
  });

  test('leaves reports alone outside of the attack’s window', async () => {
    const window = { from: 1, until: 2 };
    const fixture = await createFixture({ attack: { name: 'little', z: 2, window } });
    const reports = madeUpReports(fixture);
    for (const round of [0, 2]) {
      const context = fixture.contextOf(BLOCK, round);
      expect(updateBlock(context).forged).toBeNull();
      expect(context.phases).toEqual(['aggregation', 'update']);
    }
    expectSame(fixture.reportOf(0), reports[0]);
    expect(updateBlock(fixture.contextOf(BLOCK, 1)).forged).not.toBeNull();
    expect(pieceOf(fixture.reportOf(0))).not.toEqual(pieceOf(reports[0]));
  });

  test('hands the attack its block: own rows, what was decided, where it begins, and no honest row', async () => {
    const seen: { block: OwnBlock; setting: AttackSetting }[] = [];
    const attack = madeUpAttack({
      sees: 'own',
      decide: () => ({}),
      forge: (block, setting) => {
        seen.push({ block: { ...block, own: block.own.map((row) => row.slice()) }, setting });
        return block.own.map((row, worker) => row.map((value) => value + 10 * (worker + 1)));
      },
    });
    const fixture = await createFixture({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const rows = madeUpReports(fixture).map(pieceOf);
    for (let c = 0; c < 79_510; c++) fixture.memory.forged[c] = c;
    const decision = decided({ facts: { factor: 2 }, hasVector: true });
    const { forged } = updateBlock(fixture.contextOf(BLOCK, 0, decision));
    const [{ block, setting }] = seen;
    expect(Object.keys(block).sort()).toEqual(['facts', 'memory', 'own', 'report', 'start']);
    expect(block.facts).toEqual({ factor: 2 });
    expect([block.start, block.report![0], block.report!.length]).toEqual([FROM, FROM, TO - FROM]);
    expect(block.own).toHaveLength(2);
    for (const worker of [0, 1]) expectSame(block.own[worker], rows[worker]);
    expect(setting).toEqual({ name: 'made-up' });
    expect(forged).toEqual({ isOne: false, hiddenSquares: null }); // one for each
    for (const worker of [0, 1]) {
      expectSame(
        pieceOf(fixture.reportOf(worker)),
        rows[worker].map((value) => value + 10 * (worker + 1)),
      );
    }
    updateBlock(fixture.contextOf(BLOCK, 0, decided()));
    expect(seen[1].block).toMatchObject({ report: null, facts: {} }); // nothing was decided on
  });

  test('hands honest rows to an attack that sees them', async () => {
    const attack = madeUpAttack({
      sees: 'honest',
      forge: (block) => (block as unknown as { honest: Float32Array[] }).honest[1].slice(),
    });
    const fixture = await createFixture({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const rows = madeUpReports(fixture).map(pieceOf);
    updateBlock(fixture.contextOf(BLOCK));
    for (const worker of [0, 1]) expectSame(pieceOf(fixture.reportOf(worker)), rows[3]);
  });

  test('reports the vector that was decided on for an attack that forges nothing more', async () => {
    const attack = madeUpAttack({ sees: 'own', decide: () => ({}) });
    const fixture = await createFixture({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const rows = madeUpReports(fixture).map(pieceOf);
    for (let c = 0; c < 79_510; c++) fixture.memory.forged[c] = c;
    const none = updateBlock(fixture.contextOf(BLOCK, 0, decided({ hasVector: false })));
    expect(none.forged).toEqual({ isOne: false, hiddenSquares: null });
    for (const worker of [0, 1]) expectSame(pieceOf(fixture.reportOf(worker)), rows[worker]);
    const one = updateBlock(fixture.contextOf(BLOCK, 0, decided({ hasVector: true })));
    expect(one.forged).toEqual({ isOne: true, hiddenSquares: null });
    for (const worker of [0, 1])
      expectSame(pieceOf(fixture.reportOf(worker)), pieceOf(fixture.memory.forged.slice()));
    expectSame(pieceOf(fixture.reportOf(2)), rows[2]);
  });

  test('leaves what workers computed of poisoned data', async () => {
    const attack = madeUpAttack({ sees: 'own', poison: (batch) => batch });
    const fixture = await createFixture({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const reports = madeUpReports(fixture);
    const { forged } = updateBlock(fixture.contextOf(BLOCK));
    expect(forged).toEqual({ isOne: false, hiddenSquares: null });
    for (const worker of [0, 1]) expectSame(fixture.reportOf(worker), reports[worker]);
  });

  test('of all workers keeps the mean of what they computed, and how far they were from it', async () => {
    const workers = { count: 5, corrupted: 5 };
    const fixture = await createFixture({ workers, attack: { name: 'little', z: 2 } });
    const reports = madeUpReports(fixture);
    expect(reports).toHaveLength(6); // one more row
    const rows = reports.slice(0, 5).map(pieceOf);
    const { facts, forged } = updateBlock(fixture.contextOf(BLOCK));
    const mean = meanOf(rows);
    expectSame(pieceOf(fixture.reportOf(5)), mean);
    const squares = rows.reduce((sum, row) => sum + norm2(minus(row, mean)), 0);
    expect(forged!.hiddenSquares! / squares).toBeCloseTo(1, 9);
    expect(facts.honestSquares).toBe(forged!.hiddenSquares);
    expect(facts.honestMeanSquares / norm2(mean)).toBeCloseTo(1, 9);
    const report = pieceOf(fixture.reportOf(0));
    expect(facts.squaresToHonestMean[0] / norm2(minus(report, mean))).toBeCloseTo(1, 9);
    expect(facts.squaresToHonestMean).toHaveLength(5);
  });

  test('of all workers goes by that when the rule has decided', async () => {
    const workers = { count: 5, corrupted: 5 };
    const input = { workers, attack: { name: 'little', z: 2 }, defense: { rule: 'krum', declared: 0 } };
    const fixture = await createFixture(input);
    madeUpReports(fixture);
    const { forged } = measureDistances(fixture.contextOf(BLOCK));
    expect(forged!.hiddenSquares).toBeGreaterThan(0);
    const choice = { decision: { chosen: [1], scores: [1, 0, 1, 1, 1] }, mixing: null };
    const { facts } = updateBlock(fixture.contextOf(BLOCK, 0, chosen(fixture, forged, choice)));
    expect(facts.honestSquares).toBe(forged!.hiddenSquares);
    const mean = pieceOf(fixture.reportOf(5));
    expect(facts.honestMeanSquares / norm2(mean)).toBeCloseTo(1, 9);
    const product = pieceOf(fixture.reportOf(1)).reduce((sum, value, c) => sum + value * mean[c], 0);
    expect(facts.product / product).toBeCloseTo(1, 9);
  });
});
