import { type RoundRecord, type ScenarioInput, simulate } from 'krumble';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { small } from '../support/small.js';

const tiny: ScenarioInput = {
  ...small,
  data: { train: 300, test: 50 },
  workers: { count: 7, corrupted: 4, batch: 10 },
  training: { rounds: 3 },
  defense: { rule: 'median', declared: 3 },
};

async function play(scenario: object): Promise<RoundRecord[]> {
  const rounds = simulate({ ...tiny, ...scenario } as ScenarioInput, { executor: 'inline' });
  return (await lastValueFrom(rounds.pipe(toArray()))).map(({ record }) => record);
}

const ipm = { name: 'ipm', tau: 3 };

describe('several attacks at once', () => {
  test('of one kind lead to what one of them leads to', async () => {
    const [one, two] = await Promise.all([
      play({ attack: ipm }),
      play({ attack: [{ ...ipm, workers: 1 }, ipm] }),
    ]);
    expect(two).toEqual(one);
  });

  test('each have their own workers, facts and memory, and see what is honest alone', async () => {
    const attack = [
      { name: 'optimal-ipm', workers: 1 },
      { name: 'mimic-variance', warmup: 1, workers: 2 },
      { name: 'optimal-ipm', variant: 'byzantine-momentum', workers: 1 },
    ];
    const records = await play({ attack });
    for (const { attack: facts, reports, confided } of records) {
      const keys = Object.keys(facts!);
      expect(keys).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^optimal-ipm\./),
          expect.stringMatching(/^optimal-ipm-2\./),
        ]),
      );
      const target = facts!['mimic-variance.target'] as number;
      expect(target).toBeGreaterThanOrEqual(4);
      expect(reports.slice(1, 3)).toEqual([reports[target], reports[target]]);
      expect(new Set([reports[0], reports[1], reports[3]]).size).toBe(3);
      expect(confided).toHaveLength(4);
    }
    expect(new Set(records.map(({ memory }) => memory)).size).toBe(3);
  });

  test('are each on in their own window, and honest outside of it', async () => {
    const attack = [
      { ...ipm, workers: 2, window: { from: 1 } },
      { name: 'mimic-variance', workers: 2, window: { from: 0, until: 2 } },
    ];
    const records = await play({ attack });
    const honest = records.map(({ reports, confided }) => confided!.map((hash, k) => hash === reports[k]));
    expect(honest).toEqual([
      [true, true, false, false],
      [false, false, false, false],
      [false, false, true, true],
    ]);
    expect(records[2].memory).toBe(records[1].memory);
    expect(records[1].memory).not.toBe(records[0].memory);
    expect(records[2]).not.toHaveProperty('attack');
  });

  test('poison each the batches of their own workers', async () => {
    const flip = { name: 'label-flip', workers: 2 };
    const attack = [{ name: 'nan', workers: 2, window: { from: 2 } }, flip];
    const [{ reports, confided }] = await play({ attack, training: { rounds: 1 + 2 } });
    expect(reports.slice(0, 2)).toEqual(confided!.slice(0, 2));
    expect(reports[2]).not.toBe(confided![2]);
  });
});

describe('corrupted workers that are not the first ones', () => {
  const workers = { count: 7, batch: 10, placement: [5, 2] };

  test('are those whose reports are forged, by whatever they computed', async () => {
    const attack = { name: 'sign-flip', variant: 'own' };
    const [[attacked], [none]] = await Promise.all([
      play({ workers, attack }),
      play({ workers: { count: 7, batch: 10 }, attack: 'none', defense: { rule: 'median' } }),
    ]);
    const changed = attacked.reports.flatMap((hash, worker) =>
      hash === none.reports[worker] ? [] : [worker],
    );
    expect(changed).toEqual([2, 5]);
    expect(attacked.confided).toEqual([none.reports[2], none.reports[5]]);
    expect(attacked.influence[2] + attacked.influence[5]).toBe(attacked.corruptedInfluence);
  });

  test('are measured from the mean of all others', async () => {
    const [first, others] = await Promise.all([
      play({ workers: { count: 7, corrupted: 2, batch: 10 }, attack: ipm, defense: { rule: 'median' } }),
      play({ workers, attack: ipm, defense: { rule: 'median' } }),
    ]);
    expect(others[0].corruptedDistance).not.toBe(first[0].corruptedDistance);
    expect(others[0].corruptedDistance).toBeGreaterThan(2);
    expect(others[0].reports[2]).toBe(others[0].reports[5]);
    expect(others[0].reports[2]).not.toBe(first[0].reports[0]); // another honest mean
  });

  test('are told of by the adversary under the numbers that workers have', async () => {
    const attack = { name: 'mimic-variance', warmup: 1 };
    const [{ attack: facts, reports }] = await play({
      workers: { ...workers, placement: [0, 3, 6] },
      attack,
    });
    const target = facts!.target as number;
    expect([1, 2, 4, 5]).toContain(target);
    expect(reports[0]).toBe(reports[target]);
    expect(reports[6]).toBe(reports[target]);
  });
});

test('the record says what an attack saw where the scenario says what it may', async () => {
  const knowledge = 'own' as const;
  const [[alone], [defense], several, [said]] = await Promise.all([
    play({ attack: { ...ipm, knowledge }, training: { rounds: 1 } }),
    play({ attack: { ...ipm, knowledge: 'defense' }, training: { rounds: 1 } }),
    play({
      attack: [
        { ...ipm, knowledge, window: { from: 1 } },
        { name: 'min-max', workers: 3 },
      ],
    }),
    play({ attack: ipm, training: { rounds: 1 } }),
  ]);
  expect([alone.attack, defense.attack, said.attack]).toEqual([
    { knowledge: 'own' },
    { knowledge: 'honest' },
    undefined,
  ]);
  expect(defense.state).toBe(said.state);
  expect(alone.state).not.toBe(said.state);
  expect(Object.keys(several[0].attack!)).toEqual(['min-max.gamma']);
  expect(Object.keys(several[1].attack!)).toEqual(['ipm.knowledge', 'min-max.gamma']);
});
