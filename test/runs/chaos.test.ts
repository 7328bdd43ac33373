import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';
import { small } from '../support/small.js';

// The command is `npm run chaos`; here are a few seeds, without threads and kills, which the others have.
interface Trial {
  readonly refused: string | null;
  readonly difference: string | null;
  readonly seen: Readonly<Record<string, number>>;
}
type Run = (args: readonly string[], isApart?: boolean) => Promise<{ code: number | null; stderr: string }>;
type Try = (
  scenario: object,
  how: { seed: number; folder: string; run: Run; without: readonly string[] },
) => Promise<Trial>;
type Shrink = (
  scenario: object,
  fails: (scenario: object, without: readonly string[]) => Promise<boolean>,
) => Promise<{ scenario: object; without: readonly string[] }>;

const load = async <T>(name: string) =>
  (await import(new URL(`../../scripts/chaos/${name}.mjs`, import.meta.url).href)) as T;
const { drawScenario } = await load<{ drawScenario: (seed: number) => object }>('drawScenario');
const { tryScenario } = await load<{ tryScenario: Try }>('tryScenario');
const { shrink } = await load<{ shrink: Shrink }>('shrink');

const workers = { count: 5, corrupted: 2, batch: 4 };
const tiny = { ...small, workers, data: { train: 60, test: 20 }, training: { rounds: 2 } };

test('scenarios are drawn from seeds: the same each time, every entry in one, and none with everything', () => {
  const drawn = Array.from({ length: 300 }, (_, seed) => JSON.stringify(drawScenario(seed)));
  expect(JSON.stringify(drawScenario(7))).toBe(drawn[7]);
  const { rules, attacks, transforms, partitions, schedules, localUpdates } = builtIn;
  const entries: readonly { name: string }[] = [
    ...[...rules, ...attacks, ...transforms, ...partitions, ...schedules, ...localUpdates],
  ];
  expect(entries.filter(({ name }) => !drawn.some((text) => text.includes(`"${name}"`)))).toEqual([]);
  const features = ['"partition"', '"schedule"', '"before"', '"model"', '"attack"', '"workerMomentum"'];
  const most = Math.max(...drawn.map((text) => features.filter((one) => text.includes(one)).length));
  expect(most).toBeLessThan(features.length);
});

test.each([9, 13])('seed %i ends in the same bytes under faults of the disk, resumed', async (seed) => {
  const how = { seed, folder: path.join(temporaryFolder(), 'trial'), without: ['threads', 'kills'] };
  const run: Run = (args, isApart) => (isApart ? expect.fail('it is killed') : krumble(args));
  const { refused, difference, seen } = await tryScenario(drawScenario(seed), { ...how, run });
  expect([refused, difference]).toEqual([null, null]);
  expect(seen).toMatchObject({ diskErrors: 1, resumes: 1 });
});

test('a byte that is another one is found, and what it does not hang on is taken away', async () => {
  const run: Run = async (args) => {
    const outcome = await krumble(args);
    const journal = path.join(args[3] ?? '', 'rounds.jsonl');
    if (args[3]?.includes('tried') && existsSync(journal)) appendFileSync(journal, ' ');
    return outcome;
  };
  const how = {
    seed: 1,
    folder: path.join(temporaryFolder(), 'trial'),
    run,
    without: ['threads', 'faults', 'branch'],
  };
  expect((await tryScenario(tiny, how)).difference).toBe('run/rounds.jsonl is not the same');
  const fails = (scenario: object) => Promise.resolve('attack' in scenario);
  const { scenario, without } = await shrink({ ...tiny, training: { rounds: 5, momentum: 0 } }, fails);
  expect(scenario).toMatchObject({
    training: { rounds: 1 },
    workers: { count: 3 },
    attack: { name: 'little' },
  });
  expect(without).toEqual(['faults', 'kills', 'threads', 'branch']);
});
