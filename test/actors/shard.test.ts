import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/actors/behaviour.js';
import { blockStarts } from '../../src/actors/blocks.js';
import type { BlockFacts, Bodies, Inbox, Message } from '../../src/actors/messages.js';
import { sampledCoordinates } from '../../src/actors/coordinateSamples.js';
import { squaresAt } from '../../src/actors/roundMemory.js';
import { shard, type ShardState } from '../../src/actors/shard.js';
import { blockHash } from '../../src/actors/stateHash.js';
import { parametersBefore, velocityBefore } from '../../src/actors/world.js';
import type { AttackSetting, OwnBlock } from '../../src/attacks/attack.js';
import { defineTransform } from '../../src/transforms/transform.js';
import { expectSame, madeUpAttack, madeUpReports, setStage, type Stage } from '../support/context.js';

const starts = blockStarts(79_510);
const BLOCK = 2;
const [FROM, TO] = [starts[BLOCK], starts[BLOCK + 1]];
const BLOCKS = starts.length - 1;
const ownPart = { index: BLOCK, of: BLOCKS };

/** That everybody has reported, by what the adversary decided. */
const reported = (decided: Partial<Bodies['report']> = {}): Inbox => ({
  kind: 'report',
  bodies: Array.from({ length: 5 }, (_, worker) => ({
    facts: null,
    hasVector: false,
    ...(worker === 0 && decided),
  })),
});
const act = (context: Context, inbox: Inbox = reported(), state: ShardState | null = null) =>
  shard(state, inbox, context);
const pieceOf = (vector: Float32Array) => vector.slice(FROM, TO);
const norm2 = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value * value, 0);
const minus = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (value, c) => value - b[c]);

function factsOf(messages: readonly Message[]): BlockFacts {
  const found = messages.filter(({ kind }) => kind === 'updated');
  expect(found).toMatchObject([{ to: 'server/0', part: ownPart }]);
  return found[0].body as BlockFacts;
}

/** The block as it is to be after a round by this aggregate: v' = momentum v - rate g, w' = w + v'. */
function nextOf({ world }: Stage, round: number, aggregate: ArrayLike<number>) {
  const [w, v] = [parametersBefore(world, round), velocityBefore(world, round)].map(pieceOf);
  const velocity = v.map((value, c) => 0.5 * value - 0.25 * aggregate[c]);
  return { velocity, parameters: w.map((value, c) => value + velocity[c]) };
}

/** The mean of rows, coordinate by coordinate, rounded to float32. */
function meanOf(rows: readonly Float32Array[]): Float32Array {
  return rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
}

describe('a shard of a rule that needs no geometry', () => {
  test('makes its block of the next velocity and parameters once all have reported, and writes no more', async () => {
    for (const round of [0, 1]) {
      const stage = await setStage();
      const rows = madeUpReports(stage).map(pieceOf);
      const context = stage.contextOf(BLOCK, round);
      const { state, messages } = act(context);
      const { velocity, parameters } = nextOf(stage, round, meanOf(rows));
      expectSame(pieceOf(stage.memory.next.velocity), velocity);
      expectSame(pieceOf(stage.memory.next.parameters), parameters);
      const written = stage.written().filter((place) => !place.startsWith('report'));
      expect(written).toEqual([`next parameters ${BLOCK}`, `next velocity ${BLOCK}`]);
      expect(factsOf(messages).stateHash).toBe(blockHash(parameters, velocity));
      expect(messages).toHaveLength(1);
      expect(state).toBeNull();
      expect(context.phases).toEqual(['aggregation', 'update']);
    }
  });

  test('compares aggregate and reports with the mean of the honest ones', async () => {
    const stage = await setStage();
    const rows = madeUpReports(stage).map(pieceOf);
    const facts = factsOf(act(stage.contextOf(BLOCK)).messages);
    const [aggregate, honest] = [meanOf(rows), meanOf(rows.slice(2))];
    const expected = {
      aggregateSquares: norm2(aggregate),
      honestMeanSquares: norm2(honest),
      product: Array.from(aggregate).reduce((sum, value, c) => sum + value * honest[c], 0),
      differenceSquares: norm2(minus(aggregate, honest)),
      parameterSquares: norm2(pieceOf(stage.memory.next.parameters)),
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
    const stage = await setStage({ defense: { rule: 'trimmed-mean', variant: 'published', declared: 1 } });
    const rows = madeUpReports(stage).map(pieceOf);
    const { kept } = factsOf(act(stage.contextOf(BLOCK)).messages);
    const counts = new Array<number>(5).fill(0);
    for (let c = 0; c < TO - FROM; c++) {
      const order = [0, 1, 2, 3, 4].sort((a, b) => rows[a][c] - rows[b][c]);
      for (const worker of order.slice(1, 4)) counts[worker]++;
    }
    expect(kept).toEqual(counts);
    expect(new Set(counts).size).toBeGreaterThan(3);
  });

  test('records what the watched coordinates in its block are reported to be', async () => {
    const stage = await setStage();
    const reports = madeUpReports(stage);
    const watched = sampledCoordinates(stage.world.model.layout, 3);
    const found = Array.from({ length: BLOCKS }, (_, block) => {
      const { messages } = act(stage.contextOf(block));
      return (messages.at(-1)!.body as BlockFacts).probes.reports;
    });
    expect(found.flat()).toEqual(watched.map((c) => reports.map((report) => report[c])));
  });

  test('names the workers whose reports are not finite where the outcome is not, and only there', async () => {
    const stage = await setStage();
    const reports = madeUpReports(stage);
    reports[3][FROM] = Infinity;
    reports[1][TO - 1] = Number.NaN;
    reports[4][TO] = Number.NaN; // in the block behind
    const { reports: lent } = stage.memory;
    for (const [worker, c] of [
      [3, 0],
      [1, TO - FROM - 1],
    ]) {
      lent.memory[lent.rows * FROM + worker * (TO - FROM) + c] = reports[worker][FROM + c];
    }
    expect(factsOf(act(stage.contextOf(BLOCK)).messages).notFinite).toEqual([1, 3]);
    const trimmed = await setStage({ defense: { rule: 'trimmed-mean', declared: 2 } });
    trimmed.memory.reports.memory.set(lent.memory);
    expect(factsOf(act(trimmed.contextOf(BLOCK)).messages).notFinite).toBeNull();
  });
});

describe('a shard of a rule that decides by the geometry', () => {
  const krum = { defense: { rule: 'krum', declared: 1 } };

  test('writes its partial distances, tells the server, and waits for what it decides', async () => {
    const stage = await setStage(krum);
    const rows = madeUpReports(stage).map(pieceOf);
    const context = stage.contextOf(BLOCK);
    const { state, messages } = act(context);
    expect(messages).toEqual([{ to: 'server/0', kind: 'distances', part: ownPart, body: {} }]);
    expect(state).toEqual({ hiddenSquares: null });
    const squares = squaresAt(stage.memory, BLOCK, stage.world);
    expect(squares).toHaveLength(25);
    for (let i = 0; i < 5; i++) {
      expect(squares[6 * i]).toBe(0);
      for (let j = 0; j < 5; j++) {
        if (i !== j) expect(squares[5 * i + j] / norm2(minus(rows[i], rows[j]))).toBeCloseTo(1, 9);
      }
    }
    const written = stage.written().filter((place) => !place.startsWith('report'));
    expect(written).toEqual([`squares ${BLOCK}`]);
    expect(context.phases).toEqual(['aggregation']);
  });

  test('then makes its block of what was chosen, and records that it kept that alone', async () => {
    const stage = await setStage(krum);
    const rows = madeUpReports(stage).map(pieceOf);
    const { state } = act(stage.contextOf(BLOCK));
    const decision = { chosen: [3], scores: [9, 8, 7, 1, 6] };
    const selected: Inbox = { kind: 'selected', bodies: [{ decision, mixing: null }] };
    const step = act(stage.contextOf(BLOCK), selected, state);
    expect(step.state).toBeNull();
    expect(step.messages).toHaveLength(1);
    expect(factsOf(step.messages).kept).toEqual([0, 0, 0, TO - FROM, 0]);
    const { velocity, parameters } = nextOf(stage, 0, rows[3]);
    expectSame(pieceOf(stage.memory.next.velocity), velocity);
    expectSame(pieceOf(stage.memory.next.parameters), parameters);
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
    const stage = await setStage({ defense }, { transforms: [thrice] });
    const rows = madeUpReports(stage).map(pieceOf);
    const { state } = act(stage.contextOf(BLOCK));
    const squares = squaresAt(stage.memory, BLOCK, stage.world);
    expect(squares).toHaveLength(30);
    for (const [worker, row] of rows.entries()) expect(squares[25 + worker] / norm2(row)).toBeCloseTo(1, 9);
    const mixing = { weights: new Array<number[]>(5).fill([2, 0, 0, 0, 1]) };
    const selected: Inbox = { kind: 'selected', bodies: [{ decision: null, mixing }] };
    act(stage.contextOf(BLOCK), selected, state);
    const { velocity } = nextOf(
      stage,
      0,
      rows[0].map((value, c) => 2 * value + rows[4][c]),
    );
    const found = pieceOf(stage.memory.next.velocity);
    for (let c = 0; c < velocity.length; c++) expect(found[c]).toBeCloseTo(velocity[c], 4);
  });

  test('cannot be told what was decided before it has measured', async () => {
    const stage = await setStage(krum);
    const selected: Inbox = { kind: 'selected', bodies: [{ decision: null, mixing: null }] };
    expect(() => act(stage.contextOf(BLOCK), selected)).toThrow('shard 2 cannot take a selected message now');
    expect(stage.written()).toEqual([]);
  });
});

describe('a shard under attack', () => {
  test('forges its block of the corrupted workers’ reports, and of no others', async () => {
    const stage = await setStage({ attack: { name: 'little', z: 2 } });
    const rows = madeUpReports(stage).map(pieceOf);
    const context = stage.contextOf(BLOCK);
    const { messages } = act(context);
    expect(messages[0]).toEqual({
      to: 'adversary/0',
      kind: 'forged',
      part: ownPart,
      body: { isOne: true },
    });
    const forged = rows[0].map((value, c) => {
      const mean = (value + rows[1][c]) / 2;
      return mean - 2 * Math.abs(value - mean);
    });
    for (const worker of [0, 1]) {
      const found = pieceOf(stage.reportOf(worker));
      for (let c = 0; c < forged.length; c++) expect(found[c]).toBeCloseTo(forged[c], 4);
    }
    for (const worker of [2, 3, 4]) expectSame(pieceOf(stage.reportOf(worker)), rows[worker]);
    const fresh = await setStage();
    madeUpReports(fresh);
    for (let worker = 0; worker < 5; worker++) {
      const outside = (vector: Float32Array) => [...vector.subarray(0, FROM), ...vector.subarray(TO)];
      expectSame(outside(stage.reportOf(worker)), outside(fresh.reportOf(worker)));
    }
    expect(context.phases).toEqual(['attack', 'aggregation', 'update']);
  });

  test('aggregates what it forged', async () => {
    const stage = await setStage({ attack: { name: 'little', z: 2 } });
    madeUpReports(stage);
    act(stage.contextOf(BLOCK));
    const rows = [0, 1, 2, 3, 4].map((worker) => pieceOf(stage.reportOf(worker)));
    expectSame(pieceOf(stage.memory.next.velocity), nextOf(stage, 0, meanOf(rows)).velocity);
  });

  test('leaves reports alone outside of the attack’s window', async () => {
    const window = { from: 1, until: 2 };
    const stage = await setStage({ attack: { name: 'little', z: 2, window } });
    const reports = madeUpReports(stage);
    for (const round of [0, 2]) {
      const { messages } = act(stage.contextOf(BLOCK, round));
      expect(messages.map(({ kind }) => kind)).toEqual(['updated']);
    }
    expectSame(stage.reportOf(0), reports[0]);
    expect(act(stage.contextOf(BLOCK, 1)).messages.map(({ kind }) => kind)).toEqual(['forged', 'updated']);
    expect(pieceOf(stage.reportOf(0))).not.toEqual(pieceOf(reports[0]));
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
    const stage = await setStage({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const rows = madeUpReports(stage).map(pieceOf);
    for (let c = 0; c < 79_510; c++) stage.memory.forged[c] = c;
    const { messages } = act(stage.contextOf(BLOCK), reported({ facts: { factor: 2 }, hasVector: true }));
    const [{ block, setting }] = seen;
    expect(Object.keys(block).sort()).toEqual(['facts', 'memory', 'own', 'report', 'start']);
    expect(block.facts).toEqual({ factor: 2 });
    expect([block.start, block.report![0], block.report!.length]).toEqual([FROM, FROM, TO - FROM]);
    expect(block.own).toHaveLength(2);
    for (const worker of [0, 1]) expectSame(block.own[worker], rows[worker]);
    expect(setting).toEqual({ name: 'made-up' });
    expect(messages[0].body).toEqual({ isOne: false }); // one for each
    for (const worker of [0, 1]) {
      expectSame(
        pieceOf(stage.reportOf(worker)),
        rows[worker].map((value) => value + 10 * (worker + 1)),
      );
    }
    act(stage.contextOf(BLOCK), reported());
    expect(seen[1].block).toMatchObject({ report: null, facts: {} }); // nothing was decided on
  });

  test('hands honest rows to an attack that sees them', async () => {
    const attack = madeUpAttack({
      sees: 'honest',
      forge: (block) => (block as unknown as { honest: Float32Array[] }).honest[1].slice(),
    });
    const stage = await setStage({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const rows = madeUpReports(stage).map(pieceOf);
    act(stage.contextOf(BLOCK));
    for (const worker of [0, 1]) expectSame(pieceOf(stage.reportOf(worker)), rows[3]);
  });

  test('reports the vector that was decided on for an attack that forges nothing more', async () => {
    const attack = madeUpAttack({ sees: 'own', decide: () => ({}) });
    const stage = await setStage({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const rows = madeUpReports(stage).map(pieceOf);
    for (let c = 0; c < 79_510; c++) stage.memory.forged[c] = c;
    const none = act(stage.contextOf(BLOCK), reported({ hasVector: false }));
    expect(none.messages[0].body).toEqual({ isOne: false });
    for (const worker of [0, 1]) expectSame(pieceOf(stage.reportOf(worker)), rows[worker]);
    const { messages } = act(stage.contextOf(BLOCK), reported({ hasVector: true }));
    expect(messages[0].body).toEqual({ isOne: true });
    for (const worker of [0, 1])
      expectSame(pieceOf(stage.reportOf(worker)), pieceOf(stage.memory.forged.slice()));
    expectSame(pieceOf(stage.reportOf(2)), rows[2]);
  });

  test('leaves what workers computed of poisoned data', async () => {
    const attack = madeUpAttack({ sees: 'own', poison: (batch) => batch });
    const stage = await setStage({ attack: { name: 'made-up' } }, { attacks: [attack] });
    const reports = madeUpReports(stage);
    const { messages } = act(stage.contextOf(BLOCK));
    expect(messages[0].body).toEqual({ isOne: false });
    for (const worker of [0, 1]) expectSame(stage.reportOf(worker), reports[worker]);
  });

  test('of all workers keeps the mean of what they computed, and how far they were from it', async () => {
    const workers = { count: 5, corrupted: 5 };
    const stage = await setStage({ workers, attack: { name: 'little', z: 2 } });
    const reports = madeUpReports(stage);
    expect(reports).toHaveLength(6); // one more row
    const rows = reports.slice(0, 5).map(pieceOf);
    const facts = factsOf(act(stage.contextOf(BLOCK)).messages);
    const mean = meanOf(rows);
    expectSame(pieceOf(stage.reportOf(5)), mean);
    const squares = rows.reduce((sum, row) => sum + norm2(minus(row, mean)), 0);
    expect(facts.honestSquares / squares).toBeCloseTo(1, 9);
    expect(facts.honestMeanSquares / norm2(mean)).toBeCloseTo(1, 9);
    const forged = pieceOf(stage.reportOf(0));
    expect(facts.squaresToHonestMean[0] / norm2(minus(forged, mean))).toBeCloseTo(1, 9);
    expect(facts.squaresToHonestMean).toHaveLength(5);
  });

  test('of all workers remembers that while the rule decides', async () => {
    const workers = { count: 5, corrupted: 5 };
    const input = { workers, attack: { name: 'little', z: 2 }, defense: { rule: 'krum', declared: 0 } };
    const stage = await setStage(input);
    madeUpReports(stage);
    const { state } = act(stage.contextOf(BLOCK));
    expect(state!.hiddenSquares).toBeGreaterThan(0);
    const decision = { chosen: [1], scores: [1, 0, 1, 1, 1] };
    const selected: Inbox = { kind: 'selected', bodies: [{ decision, mixing: null }] };
    const facts = factsOf(act(stage.contextOf(BLOCK), selected, state).messages);
    expect(facts.honestSquares).toBe(state!.hiddenSquares);
  });
});
