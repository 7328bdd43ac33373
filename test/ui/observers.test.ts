import { describe, expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import type { ScenarioInput } from '../../src/scenario/scenarioInput.js';
import { ResultSummary } from '../../src/runs/result.js';
import { attackText, clock, percent } from '../../src/ui/format.js';
import { printable } from '../../src/errors/show.js';
import { jsonObserver } from '../../src/ui/jsonObserver.js';
import { linesObserver } from '../../src/ui/linesObserver.js';
import { madeUp, makeFacts } from '../support/madeUpRun.js';

function collector() {
  const chunks: string[] = [];
  return { write: (text: string) => chunks.push(text), text: () => chunks.join('') };
}

const result = () => {
  const summary = new ResultSummary();
  for (let round = 0; round < 60; round++) summary.add(madeUp(round).record);
  return summary.result(60);
};

describe('plain lines', () => {
  test('are one for each evaluated round on stderr, and the result on stdout', async () => {
    const [progress, results] = [collector(), collector()];
    const observer = linesObserver({ progress, results });
    observer.start(makeFacts());
    for (let round = 0; round < 7; round++) observer.round(madeUp(round));
    await observer.finish(result(), 'complete');
    expect(progress.text()).toMatchInlineSnapshot(`
      "A little is enough against Krum: 51 workers, 12 corrupted (24%), attack little, z 1.5, 4.2 x max, defense krum (authors); seed 7, wasm (the same bits on every machine), 2 threads
      round  0 (1/60): accuracy 35.00%, loss 2.300 training, 2.400 test. Of the last aggregate 100% came from corrupted workers, who are 24%: Krum chose one of them in 1 of 1. Their report is 1.50 sigma, the aggregate 0.92 sigma from the honest mean, cosine 0.43. 4.0 rounds/s, 0:15 left, 300 MB.
      round  5 (6/60): accuracy 40.00%, loss 0.383 training, 0.400 test. Of the last 5 aggregates 60% came from corrupted workers, who are 24%: Krum chose one of them in 3 of 5. Their report is 1.50 sigma, the aggregate 0.92 sigma from the honest mean, cosine 0.43. 4.0 rounds/s, 0:14 left, 300 MB.
      "
    `);
    expect(results.text()).toMatchInlineSnapshot(`
      "accuracy   60.00% at best, 30.00% at the end
      rounds     60 of 60
      influence  67% of the aggregates came from the 24% corrupted workers
      digest     dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
      run        runs/x
      "
    `);
  });
});

test('JSON lines carry the record and the result', async () => {
  const results = collector();
  const observer = jsonObserver(results);
  observer.start(makeFacts());
  observer.round(madeUp(5));
  observer.incident('x');
  await observer.finish(result(), 'complete');
  const [start, round, notice, end] = results
    .text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(start).toMatchObject({ type: 'start', threads: 2, scenario: { seed: 7 } });
  expect(round).toEqual({ type: 'round', ...madeUp(5).record });
  expect(notice).toEqual({ type: 'notice', text: 'x' });
  expect(end).toEqual({ type: 'result', ending: 'complete', ...result() });
});

const tellAttack = (
  attack: ScenarioInput['attack'],
  workers: ScenarioInput['workers'] = { corrupted: 12 },
) => {
  const scenario = expandScenario({ task: 'mnist-mlp', workers, attack });
  return attackText({ scenario, entries: findEntries(builtIn, scenario) });
};

describe('z', () => {
  test('stands beside the largest one that a majority supports', () => {
    expect(tellAttack({ name: 'little', z: 'max' })).toBe('little, z 0.36 of max 0.36');
    expect(tellAttack({ name: 'little', z: 0.2 })).toBe('little, z 0.2 of max 0.36');
    expect(tellAttack({ name: 'little', z: 1.5 })).toBe('little, z 1.5, 4.2 x max');
    expect(tellAttack({ name: 'backdoor-sample', z: 0.2 })).toBe(
      'backdoor-sample (authors), z 0.2 of max 0.36',
    );
    expect(tellAttack({ name: 'little', z: 'max' }, { count: 50, corrupted: 24 })).toMatch(
      / 1.43 of max 1.43$/,
    );
  });

  test('stands alone where every z, or none, passes, and where it is not above 0', () => {
    expect(tellAttack({ name: 'little', z: 1.5 }, { count: 51, corrupted: 26 })).toBe('little, z=1.5');
    expect(tellAttack({ name: 'little', z: 1.5 }, { count: 50, corrupted: 1 })).toBe('little, z=1.5');
    expect(tellAttack({ name: 'little', z: -1 })).toBe('little, z=-1');
  });

  test('of one of several attacks is held to the workers of that attack', () => {
    const several = [{ name: 'little', z: 0.2, workers: 8 }, { name: 'sign-flip' }] as const;
    expect(tellAttack([...several])).toMatch(/^little, z 0.2 of max 0.21 \(8 workers\) \+ sign-flip/);
  });
});

describe('formats', () => {
  test('times', () => {
    expect([0, 59_400, 75_000, 3_725_000].map(clock)).toEqual(['0:00', '0:59', '1:15', '1:02:05']);
  });

  test('percentages', () => {
    expect([96.1, 100, null, undefined].map(percent)).toEqual(['96.10%', '100.00%', '-', '-']);
  });

  test('text that could drive a terminal is stripped', () => {
    expect(printable('a\x1b]0;x\x07b\u009b31mc\r\n\u202ed')).toBe('a]0;xb31mcd');
  });
});
