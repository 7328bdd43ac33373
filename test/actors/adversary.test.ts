import { describe, expect, test } from 'vitest';
import { decideForgery, hashReport } from '../../src/actors/adversary.js';
import { measurePairs } from '../../src/actors/pairs.js';
import { planTraining } from '../../src/actors/plan.js';
import { reportHash } from '../../src/actors/reportHash.js';
import { viewBlocks } from '../../src/actors/reports.js';
import { parametersBefore, velocityBefore } from '../../src/actors/world.js';
import { aggregate } from '../../src/aggregation/aggregate.js';
import { krum } from '../../src/aggregation/krum.js';
import { median } from '../../src/aggregation/median.js';
import { defineRule } from '../../src/aggregation/rule.js';
import { drawLine } from '../../src/kernels/line.js';
import type { Attack, DefenseView, Forgery, Sees } from '../../src/attacks/attack.js';
import { gatherBatch } from '../../src/data/batch.js';
import { localIndices } from '../../src/data/partition.js';
import { NO_MEMORY } from '../../src/entries/memory.js';
import { computeLogits, lossAndGradient } from '../../src/models/model.js';
import { stream } from '../../src/random/stream.js';
import { defineTransform } from '../../src/transforms/transform.js';
import {
  createFixture,
  expectSame,
  type Fixture,
  type GivenResults,
  madeUpAttack,
  madeUpReports,
} from '../support/context.js';

/** A fixture under an attack that remembers what it was shown; `decide`: what it decides. */
async function underAttack(sees: Sees, decide: () => Forgery = () => ({}), input: object = {}, parts = {}) {
  const views: DefenseView[] = [];
  const decided = (view: object): Forgery => {
    views.push(view as DefenseView);
    return decide();
  };
  const attack = madeUpAttack({ sees, decide: decided, ...parts });
  const fixture = await createFixture({ attack: { name: 'made-up' }, ...input }, { attacks: [attack] });
  return { fixture, views };
}

describe('an adversary that sees its own workers alone', () => {
  test('decides once, and writes the vector that it decides on', async () => {
    const report = new Float32Array(79_510).fill(0.5);
    const { fixture, views } = await underAttack('own', () => ({ facts: { factor: 2 }, report }));
    const context = fixture.contextOf(0);
    expect(decideForgery(context)).toEqual({ facts: { factor: 2 }, hasVector: true });
    expect(views).toHaveLength(1);
    expectSame(fixture.memory.forged, report);
    expect(fixture.written()).toEqual(['forged']);
    expect(context.phases).toEqual(['attack']);
  });

  test('writes no vector where it decides on none, and says so', async () => {
    const { fixture } = await underAttack('own', () => ({ facts: { calm: true } }));
    expect(decideForgery(fixture.contextOf(0))).toEqual({ facts: { calm: true }, hasVector: false });
    expect(fixture.written()).toEqual([]);
  });

  test('has no facts where it says nothing of them', async () => {
    const { fixture } = await underAttack('own');
    expect(decideForgery(fixture.contextOf(0))).toEqual({ facts: {}, hasVector: false });
  });

  test('is handed what every worker is told and what its own computed, and nothing else', async () => {
    const { fixture, views } = await underAttack('own');
    const reports = madeUpReports(fixture);
    decideForgery(fixture.contextOf(0, 3));
    const [{ network, data, random, own, parameters, velocity, ...told }] = views;
    expectSame(parameters, parametersBefore(fixture.world, 3));
    expectSame(velocity, velocityBefore(fixture.world, 3));
    expect(told).toEqual({
      learningRate: 0.25,
      momentum: 0.5,
      round: 3,
      workers: 5,
      corrupted: 2,
      memory: NO_MEMORY,
    });
    expect(Object.keys(network).sort()).toEqual(['layout', 'logits', 'lossAndGradient']);
    expect(Object.keys(data).sort()).toEqual(
      ['imageShape', 'classes', 'normalisation', 'held', 'gather', 'named'].sort(),
    );
    expect(Object.keys(random).sort()).toEqual(['below', 'uniform']);
    for (const rows of own) expect(rows).toHaveLength(2);
    for (const worker of [0, 1]) {
      expectSame(
        own.flatMap((rows) => [...rows[worker]]),
        reports[worker],
      );
    }
  });

  test('reaches no test image, no whole data set and no honest row by anything it is handed', async () => {
    const { fixture, views } = await underAttack('own', undefined, undefined, { names: () => 7 });
    madeUpReports(fixture);
    decideForgery(fixture.contextOf(0));
    const { set, partition, scenario, state } = fixture.world;
    const banned: unknown[] = [
      fixture.world,
      set,
      set.train,
      set.test,
      partition,
      scenario,
      state,
      fixture.memory,
    ];
    const images = [set.train.images.buffer, set.test.images.buffer, set.test.labels.buffer];
    const honest = viewBlocks(fixture.memory.reports).flatMap((rows) => rows.slice(2));
    for (const [path, value] of reachable(views[0])) {
      expect(banned.includes(value), path).toBe(false);
      if (!ArrayBuffer.isView(value)) continue;
      expect(images.includes(value.buffer as SharedArrayBuffer), path).toBe(false);
      expect(
        honest.some((row) => overlaps(row, value)),
        path,
      ).toBe(false);
    }
  });

  test('has the images that its workers hold, the first of each, then the second ones, and the named one', async () => {
    const { fixture, views } = await underAttack('own', undefined, undefined, { names: () => 7 });
    decideForgery(fixture.contextOf(0));
    const { held, gather, named } = views[0].data;
    const { set, partition } = fixture.world;
    expect(held).toBe(80);
    const [a, b] = [0, 1].map((worker) => localIndices(partition, worker));
    const all = Array.from({ length: 80 }, (_, place) => (place % 2 === 0 ? a : b)[Math.floor(place / 2)]);
    const places = Array.from({ length: 80 }, (_, k) => k);
    for (const [found, indices] of [
      [gather(places), all],
      [gather([5, 0]), [b[2], a[0]]],
      [named!, [7]],
    ] as const) {
      const expected = gatherBatch(set, set.train, indices);
      expectSame(found.images, expected.images);
      expectSame(found.labels, expected.labels);
    }
  });

  test('runs the network by any parameters', async () => {
    const { fixture, views } = await underAttack('own');
    decideForgery(fixture.contextOf(0));
    const { model, set } = fixture.world;
    const { network, parameters, data } = views[0];
    const other = parameters.map((value) => value / 2);
    const batch = gatherBatch(set, set.train, [3, 4, 5]);
    const [found, expected] = [new Float32Array(other.length), new Float32Array(other.length)];
    expect(network.lossAndGradient(other, batch, found)).toBe(lossAndGradient(model, other, batch, expected));
    expectSame(found, expected);
    expectSame(network.logits(other, batch.images), computeLogits(model, other, batch.images, null));
    expect(data.named).toBeNull();
  });

  test('draws from a stream of its own in each round', async () => {
    const { fixture, views } = await underAttack('own');
    for (const round of [0, 1, 0]) decideForgery(fixture.contextOf(0, round));
    const drawn = views.map(({ random }) => random.uniform());
    expect(drawn[0]).toBe(stream(3, 'adversary', '', 0).uniform());
    expect(drawn[1]).not.toBe(drawn[0]);
    expect(drawn[2]).toBe(drawn[0]);
  });
});

describe('an adversary that sees honest reports', () => {
  test('sees none where all are corrupted', async () => {
    const input = { workers: { count: 2, corrupted: 2 } };
    const { fixture, views } = await underAttack('honest', undefined, input);
    decideForgery(fixture.contextOf(0));
    for (const rows of views[0].honest) expect(rows).toEqual([]);
    for (const rows of views[0].own) expect(rows).toHaveLength(2);
  });

  test('is handed them block by block, in worker order, and may try no defense', async () => {
    const { fixture, views } = await underAttack('honest');
    const reports = madeUpReports(fixture);
    decideForgery(fixture.contextOf(0));
    const [view] = views;
    expect('aggregate' in view).toBe(false);
    for (const rows of view.honest) expect(rows).toHaveLength(3);
    for (const worker of [2, 3, 4]) {
      expectSame(
        view.honest.flatMap((rows) => [...rows[worker - 2]]),
        reports[worker],
      );
    }
  });

  test('and may try the defense learns what the server would make of its reports and these', async () => {
    const defense = { rule: 'krum', declared: 1 };
    const reports: Float32Array[] = [];
    const decide = (view: object): Forgery => {
      const shifted = (row: number, by: number) => reports[row].map((value) => value + by);
      const infinite = shifted(3, 0);
      infinite[17] = Infinity;
      const tries = [
        [shifted(2, 0.01), shifted(3, -0.01)],
        [shifted(4, 0.01), shifted(4, 50)],
      ];
      const outcomes = tries.map((own) => {
        const expected = aggregate(krum, [...own, ...reports.slice(2)], { declared: 1 });
        expectSame((view as DefenseView).aggregate(own), expected.aggregate);
        return String(expected.decision?.chosen);
      });
      expect(outcomes[0]).not.toBe(outcomes[1]);
      // One report for all, as searches try it, is measured otherwise, and comes to what its copies do.
      for (const one of [shifted(4, 0.01), shifted(2, 1), reports[3], infinite]) {
        const { aggregate: tryOut } = view as DefenseView;
        expectSame(tryOut([one, one]), tryOut([one, one.slice()]));
        expect(() => tryOut([one, one.slice(1)])).toThrow(/79509 coordinates of 79510/);
        expect(() => tryOut([one])).toThrow(/by distances of 5 reports is tried with 4/);
      }
      return {};
    };
    const attack = madeUpAttack({ sees: 'defense', decide });
    const fixture = await createFixture({ attack: { name: 'made-up' }, defense }, { attacks: [attack] });
    reports.push(...madeUpReports(fixture));
    measureAllPairs(fixture);
    decideForgery(fixture.contextOf(0));
    expect(fixture.written().filter((place) => !/^(report|pairs)/.test(place))).toEqual([]);
  });

  test('and may try the defense learns it of one that takes coordinates each by itself too', async () => {
    const reports: Float32Array[] = [];
    const decide = (view: object): Forgery => {
      const { aggregate: tryOut } = view as DefenseView;
      for (const one of [reports[3].map((value) => value + 0.1), reports[2].map((value) => value * 2)]) {
        for (const own of [[one, one], [one, one.slice()], [one], []])
          expectSame(
            tryOut(own),
            aggregate(median, [...own, ...reports.slice(2)], { declared: 1 }).aggregate,
          );
      }
      return {};
    };
    const attack = madeUpAttack({ sees: 'defense', decide });
    const input = { attack: { name: 'made-up' }, defense: { rule: 'median' } };
    const fixture = await createFixture(input, { attacks: [attack] });
    reports.push(...madeUpReports(fixture));
    decideForgery(fixture.contextOf(0));
    expect(reports).toHaveLength(5);
  });

  test('and may try the defense is given the same array while the others alone make it, and not longer', async () => {
    const byDistance = defineRule({
      name: 'by-distance',
      summary: 'made up: row 0 where it is near to row 2, row 3 where it is far, row 4 where it is farther',
      check: () => null,
      decide: ({ squares }) => ({ chosen: [squares[2] < 1e6 ? 0 : squares[2] < 1e9 ? 3 : 4], scores: [] }),
    });
    const reports: Float32Array[] = [];
    const decide = (view: object): Forgery => {
      const own = [0, 0.1, 50, 60, 500, 0, 50].map((by) => reports[2].map((value) => value + by));
      const expected = [own[0], own[1], reports[3], reports[3], reports[4], own[5], reports[3]];
      const made = own.map((one) => (view as DefenseView).aggregate([one, one]));
      for (const [k, led] of made.entries()) expectSame(led, expected[k]);
      expect(made[3]).toBe(made[2]);
      return {};
    };
    const attack = madeUpAttack({ sees: 'defense', decide });
    const input = { attack: { name: 'made-up' }, defense: { rule: 'by-distance' } };
    const fixture = await createFixture(input, { attacks: [attack], rules: [byDistance] });
    reports.push(...madeUpReports(fixture));
    measureAllPairs(fixture);
    decideForgery(fixture.contextOf(0));
    expect.hasAssertions();
  });

  test.each([
    { rule: 'krum' },
    { rule: 'multi-krum' },
    { rule: 'median' },
    { rule: 'mda' },
    { rule: 'krum', before: ['nnm'] },
    { rule: 'caf' },
    { rule: 'first' },
    { rule: 'beside-ones' },
  ])(
    'and may try the defense along a line learns what it would of the reports there: %o',
    async (defense) => {
      const reports: Float32Array[] = [];
      const decide = (view: object): Forgery => {
        const { aggregate: tryOut, aggregateOnLine } = view as DefenseView;
        const point = Float64Array.from(reports[2], (value, c) => (value + reports[3][c]) / 2);
        const direction = Float64Array.from(reports[2], (value, c) => 1.3 * value - reports[4][c]);
        direction[7] = 0; // and -0 of some factors, which adding up would lose
        const unique = new Set<string>();
        for (const origin of [point, null]) {
          const along = aggregateOnLine({ point: origin, direction });
          for (const factor of [0, 0.1, -0.4, 1, 0.1, -30, 1e39]) {
            const report = new Float32Array(79_510);
            drawLine(origin, direction)(report, factor);
            const found = along(factor);
            expectSame(found, tryOut([report, report]));
            expectSame(found, tryOut([report, report.slice()]));
            unique.add(String(found.slice(0, 9)));
          }
        }
        expect(unique.size).toBeGreaterThan(1);
        return {};
      };
      const attack = madeUpAttack({ sees: 'defense', decide });
      const input = { attack: { name: 'made-up' }, defense: { ...defense, declared: 1 } };
      const first = defineRule({
        name: 'first',
        summary: 'made up: the first report as it is',
        check: () => null,
        decide: () => ({ chosen: [0], scores: [] }),
      });
      const besideOnes = defineRule({
        name: 'beside-ones',
        summary: 'made up: reports, and a row of ones by half',
        check: () => null,
        reference: () => ({ row: ([{ length }]) => new Float32Array(length).fill(1) }),
        decide: () => ({ chosen: [0, 2], scores: [], weights: [0.3, 0, 0.2, 0, 0], referenceWeight: 0.5 }),
      });
      const fixture = await createFixture(input, { attacks: [attack], rules: [first, besideOnes] });
      reports.push(...madeUpReports(fixture));
      if (defense.rule !== 'median') measureAllPairs(fixture);
      decideForgery(fixture.contextOf(0));
      expect(reports).toHaveLength(5);
    },
  );

  test('and may try the defense has it while it decides, and not behind that', async () => {
    const defense = { rule: 'krum', declared: 1 };
    let kept: DefenseView['aggregate'] | undefined;
    let along: DefenseView['aggregateOnLine'] | undefined;
    let lead: ((factor: number) => Float32Array) | undefined;
    const line = { point: null, direction: new Float64Array(79_510).fill(1) };
    const decide = (view: object): Forgery => {
      ({ aggregate: kept, aggregateOnLine: along } = view as DefenseView);
      lead = along(line);
      expect(lead(1)).toHaveLength(79_510);
      return {};
    };
    const attack = madeUpAttack({ sees: 'defense', decide });
    const fixture = await createFixture({ attack: { name: 'made-up' }, defense }, { attacks: [attack] });
    const [one] = madeUpReports(fixture);
    measureAllPairs(fixture);
    decideForgery(fixture.contextOf(0));
    expect(() => kept!([one, one])).toThrow(/that has decided/);
    expect(() => along!(line)).toThrow(/that has decided/);
    expect(() => lead!(1)).toThrow(/that has decided/);
  });

  test('and may try the defense stands before the honest ones there, as its workers do', async () => {
    const picking = [0, 1, 2, 4].map((row) =>
      defineRule({
        name: `row-${row}`,
        summary: 'made up',
        check: () => null,
        decide: () => ({ chosen: [row], scores: [] }),
      }),
    );
    for (const { name } of picking) {
      const report = new Float32Array(79_510);
      const decide = (view: object): Forgery => {
        const own = [report.map(() => 10), report.map(() => 20)];
        return { report: (view as DefenseView).aggregate(own) };
      };
      const attack = madeUpAttack({ sees: 'defense', decide });
      const input = { attack: { name: 'made-up' }, defense: { rule: name } };
      const fixture = await createFixture(input, { attacks: [attack], rules: picking });
      const honest = madeUpReports(fixture).slice(2);
      decideForgery(fixture.contextOf(0));
      const expected = new Map([
        ['row-0', 10],
        ['row-1', 20],
        ['row-2', honest[0][5]],
        ['row-4', honest[2][5]],
      ]).get(name);
      expect(fixture.memory.forged[5], name).toBe(expected);
    }
  });

  test('and may try the defense tries the transforms before the rule too', async () => {
    const halved = defineTransform({
      name: 'halved',
      summary: 'made up',
      asksNorms: true,
      check: () => null,
      mix: ({ rows }) => ({
        weights: Array.from({ length: rows }, (_, k) =>
          Array.from({ length: rows }, (_, i) => (i === k ? 0.5 : 0)),
        ),
      }),
    });
    const attack = madeUpAttack({
      sees: 'defense',
      decide: (view) => {
        const { aggregate: tryOut, parameters, velocity } = view as DefenseView;
        return { report: tryOut([parameters, velocity]) };
      },
    } as Partial<Attack> & Pick<Attack, 'sees'>);
    const input = { attack: { name: 'made-up' }, defense: { rule: 'mean', before: ['halved'] } };
    const fixture = await createFixture(input, { attacks: [attack], transforms: [halved] });
    const reports = madeUpReports(fixture);
    decideForgery(fixture.contextOf(0));
    const own = [parametersBefore(fixture.world, 0), velocityBefore(fixture.world, 0)];
    const rows = [...own, ...reports.slice(2)];
    const expected = rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c] / 2, 0) / 5);
    for (let c = 0; c < expected.length; c += 101)
      expect(fixture.memory.forged[c]).toBeCloseTo(expected[c], 5);
  });
});

describe('the hash of a corrupted worker’s report', () => {
  /** What the hash of each worker's is, by whether the shards forged one report for all. */
  const hashes = (fixture: Fixture, forging: 'distances' | 'update', ...forged: boolean[]) => {
    const blocks = forged.map((isOne) => ({ forged: { isOne, hiddenSquares: null } }));
    const results = { [forging]: blocks } as unknown as GivenResults; // no facts of blocks are looked at
    return [0, 1].map((step) => hashReport(fixture.contextOf(0, 0, { step, results })).hash);
  };

  test('is taken of the first alone where all shards forged one for all', async () => {
    const { fixture } = await underAttack('own');
    const [report] = madeUpReports(fixture);
    expect(hashes(fixture, 'update', true, true, true)).toEqual([reportHash(report), null]);
  });

  test('is taken of each where one shard forged several', async () => {
    const { fixture } = await underAttack('own');
    const [first, second] = madeUpReports(fixture).map(reportHash);
    expect(hashes(fixture, 'update', true, false, true)).toEqual([first, second]);
    expect(first).not.toBe(second);
  });

  test('goes by what shards forged before they measured where the rule decides', async () => {
    const defense = { rule: 'krum', declared: 1 };
    const { fixture } = await underAttack('own', undefined, { defense });
    const [first, second] = madeUpReports(fixture).map(reportHash);
    expect(hashes(fixture, 'distances', true, true)).toEqual([first, null]);
    expect(hashes(fixture, 'distances', true, false)).toEqual([first, second]);
  });

  test('is taken in the time of the attack, and nothing is written', async () => {
    const { fixture } = await underAttack('own');
    const results = { update: [{ forged: { isOne: true, hiddenSquares: null } }] } as unknown as GivenResults;
    const context = fixture.contextOf(0, 0, { step: 1, results });
    hashReport(context);
    expect(context.phases).toEqual(['attack']);
    expect(fixture.written()).toEqual([]);
  });
});

/** What the shards measure of honest reports before an adversary tries the defense. */
function measureAllPairs(fixture: Fixture): void {
  const plan = planTraining(fixture.world, 0).map(({ name }) => name);
  expect(plan.indexOf('pairs')).toBeLessThan(plan.indexOf('decision'));
  const { actors } = planTraining(fixture.world, 0).find(({ name }) => name === 'pairs')!;
  for (const [step, index] of actors.entries()) measurePairs(fixture.contextOf(index, 0, { step }));
}

/** Everything that can be got at by properties, with the way to it. */
function reachable(root: unknown): [string, unknown][] {
  const found: [string, unknown][] = [];
  const seen = new Set<unknown>();
  const visit = (path: string, value: unknown) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      return;
    seen.add(value);
    found.push([path, value]);
    if (ArrayBuffer.isView(value)) return;
    for (const key of Reflect.ownKeys(value)) {
      if (typeof value === 'function' && ['prototype', 'arguments', 'caller'].includes(String(key))) continue;
      visit(`${path}.${String(key)}`, Reflect.get(value, key));
    }
  };
  visit('view', root);
  return found;
}

function overlaps(a: ArrayBufferView, b: ArrayBufferView): boolean {
  if (a.buffer !== b.buffer) return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
