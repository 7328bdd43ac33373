import { describe, expect, test } from 'vitest';
import { decideForgery } from '../../src/actors/adversary.js';
import { blockStarts } from '../../src/actors/blocks.js';
import { memoryViews } from '../../src/actors/memoryViews.js';
import { chooseRows } from '../../src/actors/server.js';
import { updateBlock } from '../../src/actors/shard.js';
import { aggregate } from '../../src/aggregation/aggregate.js';
import { defineRule } from '../../src/aggregation/rule.js';
import type { OwnBlock, OwnView } from '../../src/attacks/attack.js';
import type { Memory } from '../../src/entries/memory.js';
import { columnMean } from '../../src/kernels/columnMean.js';
import { commitRound } from '../../src/rounds/commit.js';
import { createWorld } from '../../src/rounds/world.js';
import { createFixture, expectSame, madeUpAttack, madeUpReports } from '../support/context.js';

const starts = blockStarts(79_510);
const BLOCK = 2;
const [FROM, TO] = [starts[BLOCK], starts[BLOCK + 1]];
const BLOCKS = starts.length - 1;

/** What a step was shown of memory, before it wrote there. */
type Seen = Record<string, { before: number[][]; after: number[][] }>;

function note(memory: Memory): Seen {
  const copy = (rows: readonly Float32Array[]) => rows.map((row) => [...row]);
  return Object.fromEntries(
    Object.entries(memory).map(([name, { before, after }]) => [
      name,
      { before: copy(before), after: copy(after) },
    ]),
  );
}

/**
 * Made up, after centered clipping: the aggregate is the middle between the mean
 * and a centre that it remembers, which becomes the aggregate; and it counts its decisions.
 */
function remembering(seen: { decide?: Seen; reduce?: Seen } = {}) {
  return defineRule({
    name: 'remembering',
    summary: 'made up',
    memory: [
      { name: 'centre', length: 'parameters' },
      { name: 'counts', length: 3 },
    ],
    check: () => null,
    decide: ({ rows }, _setting, memory) => {
      seen.decide = note(memory);
      const { before, after } = memory.counts;
      after[0][1] = before[0][1] + 1;
      return { chosen: [0], scores: new Array<number>(rows).fill(0) };
    },
    reduce: (rows, _setting, _decision, memory) => {
      seen.reduce = note(memory);
      const { before, after } = memory.centre;
      const { aggregate: mean, kept } = columnMean(rows);
      const middle = mean.map((value, c) => (value + before[0][c]) / 2);
      after[0].set(middle);
      return { aggregate: middle, kept };
    },
  });
}

/** What a step of `update` reads: how far from the mean reports are, and that row 0 is chosen. */
const chosen = {
  honestMeans: starts.slice(1).map(() => ({ squaresToHonestMean: [0, 0, 0, 0, 0], honestSquares: 0 })),
  choice: [{ decision: { chosen: [0], scores: [0, 0, 0, 0, 0] }, mixing: null }],
};
const calm = { decision: [{ facts: {}, hasVector: false }] };
const withRule = { defense: { rule: 'remembering' } };

describe('views of memory', () => {
  const specs = [
    { name: 'a', length: 'parameters', rows: 2 },
    { name: 'b', length: 3 },
    { name: 'c', length: 2, rows: 3 },
  ] as const;
  const attack = madeUpAttack({ sees: 'own', forge: ({ own }) => own, memory: specs });
  const fixtureOf = () => createFixture({ attack: { name: 'made-up' } }, { attacks: [attack] });

  test('are rows of what the round before left, and of what this round is to leave, the same at first', async () => {
    const fixture = await fixtureOf();
    for (const round of [0, 1]) {
      const place = fixture.contextOf(0, round);
      const memory = memoryViews('attack', specs, place, { isOurs: () => true, extent: null });
      expect(Object.keys(memory)).toEqual(['a', 'b', 'c']);
      const lengths = Object.values(memory).map(({ before }) => before.map(({ length }) => length));
      expect(lengths).toEqual([[79_510, 79_510], [3], [2, 2, 2]]);
      for (const [name, { before, after }] of Object.entries(memory)) {
        const whole = fixture.world.state[`attack/${name}`][round];
        expectSame(
          before.flatMap((row) => [...row]),
          whole,
        );
        expectSame(
          after.flatMap((row) => [...row]),
          whole,
        );
        after[0][1] = 7;
        expect(fixture.memory.next[`attack/${name}`][1]).toBe(7);
      }
      expect(memory.a.after[1].buffer).toBe(fixture.memory.next['attack/a'].buffer);
    }
    const written = fixture.written().map((place) => place.replace(/ \d$/, ''));
    expect(new Set(written)).toEqual(new Set(['next attack/a', 'next attack/b', 'next attack/c']));
  });

  test('on a block are its piece of each row that is as long as the parameters', async () => {
    const fixture = await fixtureOf();
    const memory = memoryViews('attack', specs, fixture.contextOf(BLOCK), {
      isOurs: ({ name }) => name !== 'b',
      extent: { from: FROM, to: TO },
    });
    expect(Object.keys(memory)).toEqual(['a', 'c']);
    const whole = fixture.world.state['attack/a'][0];
    for (const row of [0, 1]) {
      const piece = whole.slice(79_510 * row + FROM, 79_510 * row + TO);
      expectSame(memory.a.before[row], piece);
      expectSame(memory.a.after[row], piece);
    }
    expect(memory.c.before.map(({ length }) => length)).toEqual([2, 2, 2]);
    expect(fixture.written()).toEqual([
      `next attack/a 0 ${BLOCK}`,
      `next attack/a 1 ${BLOCK}`,
      'next attack/c', // all rows
    ]);
  });

  test('leave what an earlier step of the round began', async () => {
    const fixture = await fixtureOf();
    const place = fixture.contextOf(0);
    const how = { isOurs: () => true, extent: null };
    memoryViews('attack', specs, place, how).b.after[0].set([1, 2, 3]);
    const again = memoryViews('attack', specs, place, { ...how, isBegun: true });
    expect([...again.b.after[0]]).toEqual([1, 2, 3]);
    expect([...again.b.before[0]]).toEqual([...fixture.world.state['attack/b'][0]]);
  });
});

describe('memory before the first round', () => {
  test('is zero in a world', async () => {
    const { world } = await createFixture(withRule, { rules: [remembering()] });
    const { state } = createWorld(world.scenario, world.entries, null).world;
    expect(Object.keys(state)).toEqual(['parameters', 'velocity', 'rule/centre', 'rule/counts']);
    for (const name of ['rule/centre', 'rule/counts']) {
      for (const values of state[name]) expect(values.every((value) => value === 0)).toBe(true);
    }
    expect(state['rule/centre'][0]).toHaveLength(79_510);
    expect(state['rule/counts'][0]).toHaveLength(3);
  });

  test('is zero where a rule is run on vectors by itself', () => {
    const vectors = [Float32Array.of(2, 4), Float32Array.of(4, 12)];
    const rule = remembering();
    for (let time = 0; time < 2; time++) {
      expect([...aggregate(rule, vectors, { declared: 0 }).aggregate]).toEqual([1.5, 4]);
    }
  });
});

describe('a rule that remembers', () => {
  test('decides with what is short, and its server writes that alone', async () => {
    const seen: { decide?: Seen } = {};
    const fixture = await createFixture(withRule, { rules: [remembering(seen)] });
    for (const values of fixture.world.state['rule/counts']) values.set([5, 6, 7]);
    fixture.memory.squares.fill(0);
    const before = fixture.written();
    chooseRows(fixture.contextOf(0));
    expect(seen.decide).toEqual({ counts: { before: [[5, 6, 7]], after: [[5, 6, 7]] } });
    expect([...fixture.memory.next['rule/counts']]).toEqual([5, 7, 7]);
    expect(fixture.written().filter((place) => !before.includes(place))).toEqual(['next rule/counts 0']);
  });

  test('reduces with its block of what is long, and the shard writes that alone', async () => {
    const seen: { reduce?: Seen } = {};
    const fixture = await createFixture(withRule, { rules: [remembering(seen)] });
    const rows = madeUpReports(fixture).map((row) => row.slice(FROM, TO));
    updateBlock(fixture.contextOf(BLOCK, 1, { results: chosen }));
    const centre = fixture.world.state['rule/centre'][1].slice(FROM, TO);
    expect(Object.keys(seen.reduce!)).toEqual(['centre']);
    expectSame(seen.reduce!.centre.before[0], centre);
    expectSame(seen.reduce!.centre.after[0], centre);
    const after = columnMean(rows).aggregate.map((value, c) => (value + centre[c]) / 2);
    expectSame(fixture.memory.next['rule/centre'].slice(FROM, TO), after);
    const written = fixture.written().filter((place) => !place.startsWith('report'));
    expect(written).toEqual([
      `next parameters 0 ${BLOCK}`,
      `next velocity 0 ${BLOCK}`,
      `next rule/centre 0 ${BLOCK}`,
    ]);
  });

  test('finds in the next round what it left, and loses nothing that it left alone', async () => {
    const seen: { decide?: Seen; reduce?: Seen } = {};
    const fixture = await createFixture(withRule, { rules: [remembering(seen)] });
    for (const values of fixture.world.state['rule/counts']) values.set([5, 6, 7]);
    madeUpReports(fixture);
    fixture.memory.squares.fill(0);
    for (const round of [0, 1, 2]) {
      chooseRows(fixture.contextOf(0, round));
      for (let block = 0; block < BLOCKS; block++) {
        updateBlock(fixture.contextOf(block, round, { results: chosen }));
      }
      expect(seen.decide!.counts.before).toEqual([[5, 6 + round, 7]]);
      const left = fixture.memory.next['rule/centre'].slice(starts[BLOCKS - 1]);
      commitRound(fixture.world, round, fixture.memory);
      updateBlock(fixture.contextOf(BLOCKS - 1, round + 1, { results: chosen }));
      expectSame(seen.reduce!.centre.before[0], left);
    }
  });
});

describe('an attack that remembers', () => {
  const memory = [
    { name: 'drift', length: 'parameters' },
    { name: 'steps', length: 2 },
  ] as const;
  const inAttack = (window = {}) => ({ attack: { name: 'made-up', window } });

  /** Leaves marks in memory, and notes what it was shown of it. */
  function marking(seen: { decide: Seen[]; forge: Seen[] }, decides: boolean) {
    const decide = ({ memory: own }: OwnView) => {
      seen.decide.push(note(own));
      own.drift.after[0][FROM + 1] = 41;
      own.steps.after[0][0] = own.steps.before[0][0] + 1;
      return {};
    };
    const forge = ({ own, memory: piece }: OwnBlock) => {
      seen.forge.push(note(piece));
      piece.drift.after[0][0] = 40;
      return own[0].slice();
    };
    return madeUpAttack({ sees: 'own', memory, forge, ...(decides && { decide }) });
  }

  test('decides with all of it, whole, and forges with what that left of its block', async () => {
    const seen = { decide: [] as Seen[], forge: [] as Seen[] };
    const fixture = await createFixture(inAttack(), { attacks: [marking(seen, true)] });
    const drift = fixture.world.state['attack/drift'][0].slice();
    const steps = fixture.world.state['attack/steps'][0].slice();
    decideForgery(fixture.contextOf(0));
    expect(Object.keys(seen.decide[0])).toEqual(['drift', 'steps']);
    expectSame(seen.decide[0].drift.before[0], drift);
    expectSame(seen.decide[0].drift.after[0], drift);
    expect(seen.decide[0].steps).toEqual({ before: [[...steps]], after: [[...steps]] });
    expect(fixture.written()).toEqual(['next attack/drift 0', 'next attack/steps 0']);
    updateBlock(fixture.contextOf(BLOCK, 0, { results: calm }));
    expect(Object.keys(seen.forge[0])).toEqual(['drift']);
    expectSame(seen.forge[0].drift.before[0], drift.slice(FROM, TO));
    const begun = drift.slice(FROM, TO);
    begun[1] = 41;
    expectSame(seen.forge[0].drift.after[0], begun);
    const left = drift.slice();
    left.set([40, 41], FROM);
    expectSame(fixture.memory.next['attack/drift'], left);
    expect([...fixture.memory.next['attack/steps']]).toEqual([Math.fround(steps[0] + 1), steps[1]]);
  });

  test('forges with what the round before left where it does not decide', async () => {
    const seen = { decide: [] as Seen[], forge: [] as Seen[] };
    const fixture = await createFixture(inAttack(), { attacks: [marking(seen, false)] });
    const drift = fixture.world.state['attack/drift'][1].slice(FROM, TO);
    updateBlock(fixture.contextOf(BLOCK, 1));
    expectSame(seen.forge[0].drift.after[0], drift);
    drift[0] = 40;
    expectSame(fixture.memory.next['attack/drift'].slice(FROM, TO), drift);
  });

  test('remembers the same after rounds in which it was off', async () => {
    const seen = { decide: [] as Seen[], forge: [] as Seen[] };
    const window = { from: 0, every: 3 };
    const fixture = await createFixture(inAttack(window), { attacks: [marking(seen, true)] });
    madeUpReports(fixture);
    for (const values of fixture.world.state['attack/steps']) values.set([8, 9]);
    decideForgery(fixture.contextOf(0, 0));
    for (const round of [0, 1, 2]) {
      const results = round === 0 ? calm : {};
      for (let block = 0; block < BLOCKS; block++) updateBlock(fixture.contextOf(block, round, { results }));
      commitRound(fixture.world, round, fixture.memory);
      fixture.memory.next['attack/steps'].fill(-1); // nobody writes there in rounds 1 and 2
      fixture.memory.next['attack/drift'].fill(-1);
    }
    decideForgery(fixture.contextOf(0, 3));
    expect(seen.decide[1].steps.before).toEqual([[9, 9]]);
    const drift = seen.decide[1].drift.before[0];
    expect([...drift.slice(FROM, FROM + 2), drift[0]]).toEqual([40, 41, 40]);
  });
});
