import { expect, test } from 'vitest';
import { defineRule } from '../../src/aggregation/rule.js';
import { computeTrialPart } from '../../src/actors/trialParts.js';
import { viewBlocks } from '../../src/actors/reports.js';
import { countParameters } from '../../src/actors/world.js';
import { createParking } from '../../src/cluster/parking.js';
import {
  awaitPart,
  claimPart,
  closeTrials,
  createTrialBoard,
  offerParts,
  openTrials,
  takePart,
  writeTrial,
} from '../../src/cluster/trialBoard.js';
import { helpTrial, measureAlone, measureTogether } from '../../src/cluster/trialTeam.js';
import { createScratch } from '../../src/kernels/scratch.js';
import { createFixture, type Fixture, madeUpAttack, madeUpReports } from '../support/context.js';

const attack = madeUpAttack({ sees: 'defense', decide: () => ({}) } as never);

async function prepare(defense: object, rules: Parameters<typeof createFixture>[1]): Promise<Fixture> {
  const fixture = await createFixture(
    { attack: { name: 'made-up' }, defense },
    { attacks: [attack], ...rules },
  );
  madeUpReports(fixture);
  return fixture;
}

const meansOf = ({ world, memory }: Fixture) => ({ world, memory, round: 0, scratch: createScratch() });

test.each([
  ['distances', { rule: 'krum', declared: 1 }, null],
  ['blocks of a sum by weights', { rule: 'krum', declared: 1 }, [0.5, 0, 0.25, -3, 0.125]],
  ['blocks of the aggregate', { rule: 'median' }, null],
])('helpers write the same numbers as the asker makes alone: %s', async (_, defense, weights) => {
  const fixture = await prepare(defense, {});
  const board = createTrialBoard(fixture.world);
  const shared = { board, parking: createParking(2, 2) };
  const session = openTrials(board.words, 0, 0)!;
  const report = Float32Array.from({ length: countParameters(fixture.world) }, (__, c) => Math.sin(c));
  writeTrial(board, report, [9, 9, 9, 9, 9]);
  writeTrial(board, report, weights);
  const turn = offerParts(board.words);
  const noted: number[] = [];
  const help = () => helpTrial(meansOf(fixture), shared, (place) => noted.push(place));
  const mine = takePart(board.words, turn, () => false)!;
  while (help());
  expect(noted).toEqual(new Array(mine).fill(0));
  const stride = board.found.length / (mine + 1);
  measureAlone(meansOf(fixture))(0, (measure) => {
    for (const [part, expected] of measure(report, weights).slice(0, mine).entries()) {
      expect(awaitPart(board.words, part, turn, 0)).toBe(true);
      const found = board.found.subarray(part * stride, part * stride + expected.length);
      expect(found).toEqual(expected);
      const work = { ...meansOf(fixture), attack: 0, session: session + 1, weights };
      expect(computeTrialPart(work, report, part)).toEqual(expected);
    }
  });
});

test('an asker whom nobody helps measures all parts, and one beside another’s trials too', async () => {
  const fixture = await prepare({ rule: 'krum', declared: 1 }, {});
  const shared = { board: createTrialBoard(fixture.world), parking: createParking(1, 1) };
  const [one, other] = [1, 2].map((by) => new Float32Array(countParameters(fixture.world)).fill(by));
  const copy = (parts: readonly Float64Array[]) => parts.map((part) => part.slice());
  const alone = measureAlone(meansOf(fixture))(0, (measure) => [copy(measure(one)), copy(measure(other))]);
  expect(alone[0]).not.toEqual(alone[1]);
  const mixed = measureAlone(meansOf(fixture))(0, (measure) => copy(measure(one, [1, 0, 1, 0, 2])));
  expect(mixed[0][5]).toBeCloseTo(
    1 + viewBlocks(fixture.memory.reports)[0][2][5] + 2 * viewBlocks(fixture.memory.reports)[0][4][5],
    6,
  );
  const together = measureTogether(meansOf(fixture), shared)(0, (measure) => {
    const first = copy(measure(one));
    const nested = measureTogether(meansOf(fixture), shared)(0, (inner) => copy(inner(one)));
    expect(nested).toEqual(first);
    expect(copy(measure(one, [1, 0, 1, 0, 2]))).toEqual(mixed);
    return [first, copy(measure(other))];
  });
  expect(together).toEqual(alone);
});

test('what a helper is late with, and never brings, the asker measures itself', async () => {
  const fixture = await prepare({ rule: 'krum', declared: 1 }, {});
  const shared = { board: createTrialBoard(fixture.world), parking: createParking(2, 2) };
  const { words } = shared.board;
  openTrials(words, 0, 0);
  offerParts(words);
  for (const late of [0, 1]) expect(claimPart(words, () => false)?.part).toBe(late);
  closeTrials(words);
  const report = new Float32Array(countParameters(fixture.world)).fill(1);
  const copy = (parts: readonly Float64Array[]) => parts.map((part) => part.slice());
  const alone = measureAlone(meansOf(fixture))(0, (measure) => copy(measure(report)));
  const together = measureTogether(meansOf(fixture), shared)(0, (measure) => copy(measure(report)));
  expect(together).toEqual(alone);
});

test('what fails at a helper’s is left to the asker, who says why', async () => {
  const failing = defineRule({
    name: 'failing',
    summary: 'made up',
    check: () => null,
    reduce: () => {
      throw new Error('a rule that fails');
    },
  });
  const fixture = await prepare({ rule: 'failing' }, { rules: [failing] });
  const board = createTrialBoard(fixture.world);
  const shared = { board, parking: createParking(2, 2) };
  openTrials(board.words, 0, 0);
  const turn = offerParts(board.words);
  expect(helpTrial(meansOf(fixture), shared, () => undefined)).toBe(true);
  expect(awaitPart(board.words, 0, turn, 1)).toBe(false);
  const own = { ...shared, board: createTrialBoard(fixture.world) };
  const report = new Float32Array(countParameters(fixture.world));
  const ask = () => measureTogether(meansOf(fixture), own)(0, (measure) => measure(report));
  expect(ask).toThrow('a rule that fails');
  expect(helpTrial(meansOf(fixture), own, () => undefined)).toBe(false);
});

test('a world in which nobody tries the defense has no memory for it', async () => {
  const { world } = await createFixture();
  const { words, report, found } = createTrialBoard(world);
  expect([report.length, found.length]).toEqual([0, 0]);
  expect(openTrials(words, 0, 0)).not.toBeNull();
});
