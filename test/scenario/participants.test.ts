import { describe, expect, test } from 'vitest';
import type { ScenarioInput } from '../../src/scenario/scenarioInput.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { isHonest, listCorrupted, listHonest } from '../../src/scenario/corruption.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { castRound, listParticipants } from '../../src/scenario/participants.js';

const open = (workers: object, more: Partial<ScenarioInput> = {}) =>
  expandScenario({
    task: 'mnist-mlp',
    seed: 5,
    workers: { count: 40, corrupted: 10, batch: 8, ...workers },
    ...more,
  });
const rounds = Array.from({ length: 300 }, (_, round) => round);

describe('those who take part in a round', () => {
  test('are all, in every round, where a scenario does not say how many', () => {
    const scenario = open({});
    expect(listParticipants(scenario, 3)).toEqual(Array.from({ length: 40 }, (_, worker) => worker));
    expect(castRound(scenario, 3)).toBe(scenario);
  });

  test('are so many different workers, rising, others in each round and the same ones for a seed', () => {
    const scenario = open({ participants: 12 });
    const drawn = rounds.map((round) => listParticipants(scenario, round));
    for (const workers of drawn) {
      expect(new Set(workers).size).toBe(12);
      expect(workers).toEqual([...workers].sort((a, b) => a - b));
    }
    expect(new Set(drawn.map(String)).size).toBe(rounds.length);
    const again = open({ participants: 12 });
    expect(rounds.map((round) => listParticipants(again, round))).toEqual(drawn);
  });

  test('are each worker equally often: within four deviations of the binomial', () => {
    const scenario = open({ participants: 12 });
    const times = new Array<number>(40).fill(0);
    for (const round of rounds) for (const worker of listParticipants(scenario, round)) times[worker]++;
    const [mean, deviation] = [300 * 0.3, Math.sqrt(300 * 0.3 * 0.7)];
    for (const count of times) expect(Math.abs(count - mean)).toBeLessThan(4 * deviation);
  });

  test('of a fraction are the whole workers in it', () => {
    expect(open({ participants: 0.33 }).workers.participants).toBe(13);
  });

  test('are corrupted as drawn, or as many as the scenario says', () => {
    const count = (workers: object) =>
      new Set(rounds.map((round) => castRound(open(workers), round).workers.corrupted));
    expect(count({ participants: 12 }).size).toBeGreaterThan(3);
    expect(count({ participants: 12, corruptedParticipants: 4 })).toEqual(new Set([4]));
  });
});

describe('the cast of a round', () => {
  test.each([{}, { placement: 'drawn' }, { placement: [1, 3, 5, 7, 9, 20, 21, 22, 23, 39] }])(
    'numbers who takes part by rows, and knows who of them is corrupted (%o)',
    (placed) => {
      const scenario = open({ participants: 12, ...placed });
      const corrupted = listCorrupted(scenario);
      for (const round of rounds.slice(0, 20)) {
        const participants = listParticipants(scenario, round);
        const cast = castRound(scenario, round);
        expect(cast.workers.count).toBe(12);
        expect(listCorrupted(cast).map((row) => participants[row])).toEqual(
          participants.filter((worker) => corrupted.includes(worker)),
        );
        expect(listHonest(cast).length + listCorrupted(cast).length).toBe(12);
      }
    },
  );

  test('has rows of whom all count as honest where only corrupted workers take part', () => {
    const cast = castRound(open({ participants: 3, corruptedParticipants: 3 }), 0);
    expect([0, 1, 2].map((row) => isHonest(cast, row))).toEqual([true, true, true]);
  });
});

describe('an attack', () => {
  const attackIn = (workers: object, attack: object | object[]) => {
    const scenario = open(workers, { attack } as Partial<ScenarioInput>);
    return { scenario, entries: findEntries(builtIn, scenario) };
  };

  test('is off in rounds in which none of its workers takes part, or nobody whose reports it needs', () => {
    const { scenario, entries } = attackIn({ participants: 4 }, { name: 'ipm' });
    const off = rounds.filter((round) => !entries.isAttacked(round));
    expect(off.length).toBeGreaterThan(30);
    const corruptedIn = (round: number) => castRound(scenario, round).workers.corrupted;
    expect(off).toEqual(rounds.filter((round) => [0, 4].includes(corruptedIn(round))));
    expect(new Set(off.map(corruptedIn))).toEqual(new Set([0, 4]));
  });

  test('that would be refused with so few is off in the rounds that have so few', () => {
    const { scenario, entries } = attackIn(
      { participants: 8 },
      { name: 'fang-krum', variant: 'partial-knowledge' },
    );
    for (const round of rounds) {
      expect(entries.isAttacked(round)).toBe(castRound(scenario, round).workers.corrupted >= 2);
    }
  });

  test('of several has the rows of its own workers', () => {
    const { scenario, entries } = attackIn({ participants: 20 }, [
      { name: 'ipm', workers: 4 },
      { name: 'little', z: 1 },
    ]);
    for (const round of rounds.slice(0, 20)) {
      const [first, second] = entries.attacks.map(({ rowsIn }) =>
        rowsIn(round).map((row) => listParticipants(scenario, round)[row]),
      );
      expect(first.every((worker) => worker < 4)).toBe(true);
      expect(second.every((worker) => worker >= 4 && worker < 10)).toBe(true);
    }
  });

  test('has its z by the numbers of a round, not of the whole', () => {
    const all = open({ count: 50, corrupted: 24 }, { attack: { name: 'little', z: 'max' } });
    const half = open(
      { count: 100, corrupted: 48, participants: 50, corruptedParticipants: 24 },
      { attack: { name: 'little', z: 'max' } },
    );
    expect(half.attack).toEqual(all.attack);
    expect(half.defense.declared).toBe(24);
  });
});

test.each<[object, string, string]>([
  [{ participants: 41 }, 'workers.participants', '1 to 40'],
  [{ participants: 0.001 }, 'workers.participants', '1 to 40'],
  [{ participants: 1.5 }, 'workers.participants', 'a whole number of workers, or a fraction'],
  [{ corruptedParticipants: 2 }, 'workers.corruptedParticipants', 'goes with workers.participants'],
  [{ participants: 12, corruptedParticipants: 11 }, 'workers.corruptedParticipants', '0 to 10'],
  [{ participants: 35, corruptedParticipants: 4 }, 'workers.corruptedParticipants', '5 to 10'],
])('%o is refused by its field', (workers, field, allowed) => {
  expect(() => open(workers)).toThrow(field);
  expect(() => open(workers)).toThrow(allowed);
});
