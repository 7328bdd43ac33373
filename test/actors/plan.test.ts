import { describe, expect, test } from 'vitest';
import { behaviours } from '../../src/actors/behaviours.js';
import { checkPlan } from '../../src/actors/checkPlan.js';
import { listAccess } from '../../src/actors/places.js';
import { type Plan, planEvaluation, planTraining, type Stage } from '../../src/actors/plan.js';
import { viewPlaces } from '../../src/actors/viewPlaces.js';
import type { StageName } from '../../src/actors/results.js';
import { columnMean } from '../../src/kernels/columnMean.js';
import { createFixture, type Fixture, type GivenResults, madeUpAttack } from '../support/context.js';

const krum = { rule: 'krum', declared: 1 };
const decides = (sees: 'own' | 'honest') =>
  madeUpAttack({
    sees,
    decide: (view) => {
      const means = view.own.map((rows) => columnMean(rows).aggregate);
      return { facts: { a: 1 }, report: Float32Array.from(means.flatMap((mean) => Array.from(mean))) };
    },
  });
const madeUp = { attack: { name: 'made-up' } };
const all = { workers: { count: 5, corrupted: 5 }, defense: { rule: 'krum', declared: 0 } };

/** Kinds of scenarios: what is laid over five workers against the mean, and the attack that is its own. */
const kinds: Readonly<
  Record<string, { input: object; attack?: ReturnType<typeof decides>; stages: string }>
> = {
  'no attack, no distances': { input: {}, stages: 'gradients ownHashes update conclusion' },
  'no attack, distances': {
    input: { defense: krum },
    stages: 'gradients ownHashes distances choice honestMeans update conclusion',
  },
  'an attack that forges alone, no distances': {
    input: { attack: { name: 'little', z: 1 } },
    stages: 'confided gradients ownHashes update hashes conclusion',
  },
  'an attack that forges alone, distances': {
    input: { attack: { name: 'little', z: 1 }, defense: krum },
    stages: 'confided gradients ownHashes distances choice honestMeans update hashes conclusion',
  },
  'an attack that decides by its own': {
    input: { ...madeUp, defense: krum },
    attack: decides('own'),
    stages: 'confided gradients ownHashes decision distances choice honestMeans update hashes conclusion',
  },
  'an attack that decides by all, workers with momentum': {
    input: { ...madeUp, training: { workerMomentum: 0.9 } },
    attack: decides('honest'),
    stages: 'confided gradients ownHashes decision update hashes conclusion',
  },
  'an attack outside its window': {
    input: { attack: { name: 'little', z: 1, window: { from: 3 } }, defense: krum },
    stages: 'gradients ownHashes distances choice honestMeans update conclusion',
  },
  'all corrupted': {
    input: { ...all, attack: { name: 'little', z: 1 } },
    stages: 'confided distances choice honestMeans update hashes conclusion',
  },
  'several attacks, two of which decide': {
    input: {
      workers: { count: 5, corrupted: 4, placement: [0, 2, 3, 4] },
      attack: [
        { name: 'little', z: 1, workers: 1 },
        { name: 'made-up', workers: 2 },
        { name: 'mimic-variance', window: { from: 3 }, workers: 1 },
      ],
      defense: { rule: 'krum', declared: 1 },
    },
    attack: decides('own'),
    stages: 'confided gradients ownHashes decision distances choice honestMeans update hashes conclusion',
  },
  'a rule with a gradient of the server’s own': {
    input: { attack: { name: 'little', z: 1 }, defense: { rule: 'fltrust', root: 30 } },
    stages: 'confided gradients ownHashes distances choice honestMeans update hashes conclusion',
  },
  'the same against an attack that tries it': {
    input: { attack: { name: 'optimal-ipm' }, defense: { rule: 'fltrust', root: 30, before: ['nnm'] } },
    stages:
      'confided gradients ownHashes pairs decision distances choice honestMeans update hashes conclusion',
  },
  'the same with all corrupted': {
    input: { ...all, attack: { name: 'little', z: 1 }, defense: { rule: 'fltrust', root: 30 } },
    stages: 'confided gradients distances choice honestMeans update hashes conclusion',
  },
  'a rule with a row of memory for each worker': {
    input: { defense: { rule: 'foolsgold' } },
    stages: 'gradients ownHashes distances choice honestMeans update conclusion',
  },
  'workers drawn for the round, with momenta, against a rule with a row of memory for each': {
    input: {
      workers: { count: 9, corrupted: 4, participants: 5 },
      training: { workerMomentum: 0.9 },
      attack: { name: 'little', z: 1 },
      defense: { rule: 'foolsgold', declared: 1 },
    },
    stages: 'confided gradients ownHashes distances choice honestMeans update hashes conclusion',
  },
  'workers drawn for the round, who are all corrupted': {
    input: {
      workers: { count: 9, corrupted: 6, participants: 5, corruptedParticipants: 5 },
      attack: { name: 'little', z: 1 },
      defense: { rule: 'fltrust', root: 30, declared: 0 },
    },
    stages: 'confided gradients distances choice honestMeans update hashes conclusion',
  },
  'a rule with memory behind a transform': {
    input: { defense: { rule: 'centered-clipping', declared: 1, before: ['nnm'] } },
    stages: 'gradients ownHashes distances choice honestMeans update conclusion',
  },
};

function open({ input, attack }: (typeof kinds)[string]): Promise<Fixture> {
  return createFixture(input, attack === undefined ? {} : { attacks: [attack] });
}

describe.each(Object.entries(kinds))('the plan of %s', (_, kind) => {
  test('has its stages, and passes its check', async () => {
    const { world } = await open(kind);
    const plan = planTraining(world, 0);
    expect(plan.map(({ name }) => name).join(' ')).toBe(kind.stages);
    expect(() => checkPlan(plan, world, 0)).not.toThrow();
  });

  test('is true: steps write what is theirs, and do not depend on what they are not said to read', async () => {
    const fixture = await open(kind);
    const { world, memory } = fixture;
    const places = viewPlaces(world, memory);
    const results: Record<string, unknown[]> = {};
    for (const stage of planTraining(world, 0)) {
      results[stage.name] = stage.actors.map((index, step) => {
        const { reads, writes } = listAccess(stage, step, world, 0);
        for (const place of [...reads, ...writes]) expect([...places.keys()]).toContain(place);
        const before = copyAll(places);
        const act = () => {
          const given = Object.fromEntries(stage.reads.map((name) => [name, results[name]])) as GivenResults;
          const behave = behaviours[stage.name] as (context: object) => unknown;
          return behave(fixture.contextOf(index, 0, { step, results: given }));
        };
        for (const [place, values] of places) if (!reads.includes(place)) values.fill(NaN);
        const poisoned = act();
        const written = copyAll(places);
        for (const [place, values] of places) values.set(before.get(place)!);
        const result = act();
        expect(poisoned).toEqual(result);
        for (const [place, values] of places) {
          if (!writes.includes(place)) expect(isSame(values, before.get(place)!), place).toBe(true);
          else if (isSame(written.get(place)!, values)) continue;
          else expect(isSame(values, before.get(place)!), `${stage.name} ${place}`).toBe(true); // not written
        }
        return result;
      });
    }
  });
});

test('an attack that sees honest reports decides after them, and one that does not beside them', async () => {
  for (const [sees, after] of [
    ['own', ['confided']],
    ['honest', ['confided', 'gradients']],
  ] as const) {
    const { world } = await open({ input: madeUp, attack: decides(sees), stages: '' });
    expect(planTraining(world, 0).find(({ name }) => name === 'decision')!.after).toEqual(after);
  }
});

test('evaluation is planned in evaluated rounds alone', async () => {
  const { world } = await createFixture({ evaluation: { every: 2 } });
  expect(planEvaluation(world, 1)).toEqual([]);
  expect(planEvaluation(world, 2).map(({ name, actors }) => [name, actors.length])).toEqual([
    ['measures', 1],
  ]);
});

describe('a plan is refused', () => {
  test.each<[string, StageName, (stage: Stage) => Partial<Stage>, RegExp]>([
    [
      'whose server does not wait for distances',
      'choice',
      () => ({ after: [] }),
      /choice does not wait for distances/,
    ],
    [
      'whose shards do not wait for the adversary',
      'distances',
      () => ({ after: ['gradients'], reads: [] }),
      /does not wait for confided|nobody has written/,
    ],
    [
      'in which two workers have one row',
      'gradients',
      () => ({ actors: [2, 2, 4] }),
      /two steps of gradients write report 2 0/,
    ],
    [
      'in which a worker is missing',
      'gradients',
      () => ({ actors: [2, 3] }),
      /ownHashes reads report 4 0, which nobody has written/,
    ],
    [
      'that hands on what is not waited for',
      'update',
      () => ({ reads: ['hashes'] }),
      /update is handed hashes, for which it does not wait/,
    ],
  ])('%s', async (_, name, change, message) => {
    const { world } = await createFixture({ attack: { name: 'little', z: 1 }, defense: krum });
    const plan: Plan = planTraining(world, 0).map((stage) =>
      stage.name === name ? { ...stage, ...change(stage) } : stage,
    );
    expect(() => checkPlan(plan, world, 0)).toThrow(message);
  });
});

test('a plan is refused in which a stage stands before one that it comes after, or twice', async () => {
  const { world } = await createFixture({ defense: krum });
  const plan = planTraining(world, 0);
  expect(() => checkPlan([...plan].reverse(), world, 0)).toThrow(/comes after .*, which is not before it/);
  expect(() => checkPlan([...plan, plan[0]], world, 0)).toThrow('two stages are called gradients');
});

type Values = Float32Array | Float64Array;

function copyAll(places: ReadonlyMap<string, Values>): Map<string, Values> {
  return new Map([...places].map(([place, values]) => [place, values.slice()]));
}

function isSame(a: Values, b: Values): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Values) => Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}
