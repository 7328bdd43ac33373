import { describe, expect, test } from 'vitest';
import { adversary, type AdversaryState } from '../../src/actors/adversary.js';
import type { Context } from '../../src/actors/behaviour.js';
import type { Inbox, Message } from '../../src/actors/messages.js';
import { reportHash } from '../../src/actors/reportHash.js';
import { viewBlocks } from '../../src/actors/reports.js';
import { parametersBefore, velocityBefore } from '../../src/actors/world.js';
import { aggregate } from '../../src/aggregation/aggregate.js';
import { krum } from '../../src/aggregation/krum.js';
import { defineRule } from '../../src/aggregation/rule.js';
import type { Attack, DefenseView, Forgery, Sees } from '../../src/attacks/attack.js';
import { gatherBatch } from '../../src/data/batch.js';
import { localIndices } from '../../src/data/partition.js';
import { NO_MEMORY } from '../../src/entries/memory.js';
import { computeLogits, lossAndGradient } from '../../src/models/model.js';
import { stream } from '../../src/random/stream.js';
import { defineTransform } from '../../src/transforms/transform.js';
import { expectSame, madeUpAttack, madeUpReports, setStage, type Stage } from '../support/context.js';

const confide: Inbox = {
  kind: 'ownGradient',
  bodies: [
    { loss: 0.5, hash: 'first' },
    { loss: 1.5, hash: 'second' },
  ],
};
const overheard: Inbox = { kind: 'overheard', bodies: [{}, {}, {}] };

/** A stage under an attack that remembers what it was shown; `decide`: what it decides. */
async function underAttack(sees: Sees, decide: () => Forgery = () => ({}), input: object = {}, parts = {}) {
  const views: DefenseView[] = [];
  const decided = (view: object): Forgery => {
    views.push(view as DefenseView);
    return decide();
  };
  const attack = madeUpAttack({ sees, decide: decided, ...parts });
  const stage = await setStage({ attack: { name: 'made-up' }, ...input }, { attacks: [attack] });
  return { stage, views };
}

/** All messages that inboxes lead to, one after the other, and the state after them. */
function act(context: Context, ...inboxes: Inbox[]) {
  let state: AdversaryState | null = null;
  const messages: Message[] = [];
  for (const inbox of inboxes) {
    const step = adversary(state, inbox, context);
    state = step.state;
    messages.push(...step.messages);
  }
  return { state, messages };
}

describe('an adversary that sees its own workers alone', () => {
  test('decides once they have confided, and tells the shards of its facts in the place of worker 0', async () => {
    const report = new Float32Array(79_510).fill(0.5);
    const { stage, views } = await underAttack('own', () => ({ facts: { factor: 2 }, report }));
    const context = stage.contextOf(0);
    const { state, messages } = act(context, confide);
    expect(views).toHaveLength(1);
    expect(messages).toEqual([
      {
        to: 'shards',
        kind: 'report',
        part: { index: 0, of: 5 },
        body: { facts: { factor: 2 }, hasVector: true },
      },
      { to: 'shards', kind: 'report', part: { index: 1, of: 5 }, body: { facts: null, hasVector: false } },
    ]);
    expect(state).toMatchObject({ confided: confide.bodies, facts: { factor: 2 } });
    expectSame(stage.memory.forged, report);
    expect(stage.written()).toEqual(['forged']);
    expect(context.phases).toEqual(['attack']);
  });

  test('writes no vector where it decides on none, and says so', async () => {
    const { stage } = await underAttack('own', () => ({ facts: { calm: true } }));
    const { messages } = act(stage.contextOf(0), confide);
    expect(messages.map(({ body }) => body)).toEqual([
      { facts: { calm: true }, hasVector: false },
      { facts: null, hasVector: false },
    ]);
    expect(stage.written()).toEqual([]);
  });

  test('without a mind to make up tells the shards at once', async () => {
    const stage = await setStage({ attack: { name: 'little', z: 1 } });
    const { messages } = act(stage.contextOf(0), confide);
    expect(messages.map(({ part }) => part.index)).toEqual([0, 1]);
    expect(messages.map(({ body }) => body)).toEqual([
      { facts: {}, hasVector: false },
      { facts: null, hasVector: false },
    ]);
    expect(stage.written()).toEqual([]);
  });

  test('is handed what every worker is told and what its own computed, and nothing else', async () => {
    const { stage, views } = await underAttack('own');
    const reports = madeUpReports(stage);
    act(stage.contextOf(0, 3), confide);
    const [{ network, data, random, own, parameters, velocity, ...told }] = views;
    expectSame(parameters, parametersBefore(stage.world, 3));
    expectSame(velocity, velocityBefore(stage.world, 3));
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
    const { stage, views } = await underAttack('own', undefined, undefined, { names: () => 7 });
    madeUpReports(stage);
    act(stage.contextOf(0), confide);
    const { set, partition, scenario, state } = stage.world;
    const banned: unknown[] = [
      stage.world,
      set,
      set.train,
      set.test,
      partition,
      scenario,
      state,
      stage.memory,
    ];
    const images = [set.train.images.buffer, set.test.images.buffer, set.test.labels.buffer];
    const honest = viewBlocks(stage.memory.reports).flatMap((rows) => rows.slice(2));
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
    const { stage, views } = await underAttack('own', undefined, undefined, { names: () => 7 });
    act(stage.contextOf(0), confide);
    const { held, gather, named } = views[0].data;
    const { set, partition } = stage.world;
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
    const { stage, views } = await underAttack('own');
    act(stage.contextOf(0), confide);
    const { model, set } = stage.world;
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
    const { stage, views } = await underAttack('own');
    for (const round of [0, 1, 0]) act(stage.contextOf(0, round), confide);
    const drawn = views.map(({ random }) => random.uniform());
    expect(drawn[0]).toBe(stream(3, 'adversary', '', 0).uniform());
    expect(drawn[1]).not.toBe(drawn[0]);
    expect(drawn[2]).toBe(drawn[0]);
  });
});

describe('an adversary that sees honest reports', () => {
  test.each(['honest', 'defense'] as const)('waits for both, whichever comes first: %s', async (sees) => {
    for (const [first, second] of [
      [confide, overheard],
      [overheard, confide],
    ]) {
      const { stage, views } = await underAttack(sees);
      const context = stage.contextOf(0);
      const waiting = adversary(null, first, context);
      expect(waiting.messages).toEqual([]);
      expect(views).toEqual([]);
      const { messages } = adversary(waiting.state, second, context);
      expect(messages.map(({ part }) => part)).toEqual([
        { index: 0, of: 5 },
        { index: 1, of: 5 },
      ]);
      expect(views).toHaveLength(1);
    }
  });

  test('waits for nobody where all are corrupted', async () => {
    const input = { workers: { count: 2, corrupted: 2 } };
    const { stage, views } = await underAttack('honest', undefined, input);
    expect(act(stage.contextOf(0), confide).messages).toHaveLength(2);
    for (const rows of views[0].honest) expect(rows).toEqual([]);
  });

  test('is handed them block by block, in worker order, and may try no defense', async () => {
    const { stage, views } = await underAttack('honest');
    const reports = madeUpReports(stage);
    act(stage.contextOf(0), confide, overheard);
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
    const { stage, views } = await underAttack('defense', undefined, { defense });
    const reports = madeUpReports(stage);
    act(stage.contextOf(0), confide, overheard);
    const tries = [
      [reports[2].map((value) => value + 0.01), reports[3].map((value) => value - 0.01)],
      [reports[4].map((value) => value + 0.01), reports[4].map((value) => value + 50)],
    ];
    const outcomes = tries.map((own) => {
      const expected = aggregate(krum, [...own, ...reports.slice(2)], { declared: 1 });
      const found = views[0].aggregate(own);
      expectSame(found, expected.aggregate);
      return expected.decision?.chosen;
    });
    expect(outcomes[0]).not.toEqual(outcomes[1]);
    expect(stage.written().filter((place) => !place.startsWith('report'))).toEqual([]);
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
      const stage = await setStage(input, { attacks: [attack], rules: picking });
      const honest = madeUpReports(stage).slice(2);
      act(stage.contextOf(0), confide, overheard);
      const expected = new Map([
        ['row-0', 10],
        ['row-1', 20],
        ['row-2', honest[0][5]],
        ['row-4', honest[2][5]],
      ]).get(name);
      expect(stage.memory.forged[5], name).toBe(expected);
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
      decide: (view) => ({ report: (view as DefenseView).aggregate([(view as DefenseView).parameters]) }),
    } as Partial<Attack> & Pick<Attack, 'sees'>);
    const input = { attack: { name: 'made-up' }, defense: { rule: 'mean', before: ['halved'] } };
    const stage = await setStage(input, { attacks: [attack], transforms: [halved] });
    const reports = madeUpReports(stage);
    act(stage.contextOf(0), confide, overheard);
    const rows = [parametersBefore(stage.world, 0), ...reports.slice(2)];
    const expected = rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c] / 2, 0) / 4);
    for (let c = 0; c < expected.length; c += 101) expect(stage.memory.forged[c]).toBeCloseTo(expected[c], 5);
  });
});

describe('what the adversary tells the driver', () => {
  const forged = (...parts: boolean[]): Inbox => ({
    kind: 'forged',
    bodies: parts.map((isOne) => ({ isOne })),
  });
  const summaries = (stage: Stage, inbox: Inbox) => act(stage.contextOf(0), confide, inbox);

  test('is the hash of the one report where all shards forged one, and what was confided', async () => {
    const { stage } = await underAttack('own', () => ({ facts: { factor: 2 } }));
    const [report] = madeUpReports(stage);
    const { state, messages } = summaries(stage, forged(true, true, true));
    expect(state).toBeNull();
    const hash = reportHash(report);
    expect(messages.slice(2)).toEqual([
      {
        to: 'driver',
        kind: 'summary',
        part: { index: 0, of: 5 },
        body: { loss: 0.5, hash, confided: 'first', facts: { factor: 2 } },
      },
      {
        to: 'driver',
        kind: 'summary',
        part: { index: 1, of: 5 },
        body: { loss: 1.5, hash, confided: 'second', facts: null },
      },
    ]);
  });

  test('is the hash of each worker’s own report where one shard forged several', async () => {
    const { stage } = await underAttack('own');
    const reports = madeUpReports(stage);
    const { messages } = summaries(stage, forged(true, false, true));
    const bodies = messages.slice(2).map(({ body }) => body);
    expect(bodies).toMatchObject([{ hash: reportHash(reports[0]) }, { hash: reportHash(reports[1]) }]);
    expect(bodies).toMatchObject([{ facts: null }, { facts: null }]); // there are none
  });
});

test('the adversary takes no other message', async () => {
  const { stage } = await underAttack('own');
  const inbox: Inbox = { kind: 'compute', bodies: [{}] };
  expect(() => adversary(null, inbox, stage.contextOf(0))).toThrow('cannot take a compute message');
});

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
