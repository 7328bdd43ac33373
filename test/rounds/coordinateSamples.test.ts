import { type ProbeRecord, type Round, type ScenarioInput, simulate } from 'krumble';
import { lastValueFrom, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { sampledCoordinates } from '../../src/actors/coordinateSamples.js';
import { blockStarts } from '../../src/actors/blocks.js';
import { mnistMlp } from '../../src/models/mnistMlp.js';
import { small } from '../support/small.js';

const play = (scenario: ScenarioInput, rounds: number): Promise<Round[]> =>
  lastValueFrom(simulate({ ...scenario, training: { rounds } }, { threads: 1 }).pipe(toArray()));

const sum = (values: readonly (number | null)[]) =>
  values.reduce<number>((total, value) => total + value!, 0);

/** The value of each probe in some worker's report. */
const readReport = ({ reports }: ProbeRecord, worker: number) => reports.map((row) => row[worker]);

test('every round has the n reports of the coordinates that the seed draws, over several blocks', async () => {
  const rounds = await play(small, 2);
  const coordinates = sampledCoordinates(mnistMlp, 3);
  const findBlock = (coordinate: number) => blockStarts(79_510).findIndex((start) => start > coordinate);
  expect(new Set(coordinates.map(findBlock)).size).toBeGreaterThan(2);
  for (const [round, { probes }] of rounds.entries()) {
    expect(probes.round).toBe(round);
    expect(probes.coordinates).toEqual(coordinates);
    expect(probes.reports.map((row) => row.length)).toEqual(new Array(8).fill(11));
    expect(probes.aggregate).toHaveLength(8);
  }
  expect(rounds[0].probes.reports).not.toEqual(rounds[1].probes.reports);
});

test('the mean’s aggregate is the mean of the reports', async () => {
  const [{ probes }] = await play({ ...small, defense: { rule: 'mean' } }, 1);
  expect(probes.aggregate).toEqual(probes.reports.map((row) => Math.fround(sum(row) / 11)));
});

test('Krum’s aggregate is the report that it chose', async () => {
  for (const { probes, record } of await play(small, 3)) {
    expect(probes.aggregate).toEqual(readReport(probes, record.chosen![0]));
  }
});

test('corrupted workers report mean - z sigma of what they would have reported without an attack', async () => {
  const workers = { count: 11, corrupted: 4, batch: 20 };
  const corrupted: ScenarioInput = { ...small, workers, defense: { rule: 'mean' } };
  const [{ probes }] = await play({ ...corrupted, attack: { name: 'little', z: 1.5 } }, 1);
  const [{ probes: honest }] = await play({ ...corrupted, attack: { name: 'none' } }, 1);
  for (const [k, row] of probes.reports.entries()) {
    const own = honest.reports[k].slice(0, 4);
    const mean = sum(own) / 4;
    const sigma = Math.sqrt(sum(own.map((value) => (value! - mean) ** 2)) / 4);
    expect(row[0]).toBeCloseTo(mean - 1.5 * sigma, 7);
    expect(row.slice(0, 4)).toEqual(new Array(4).fill(row[0]));
    expect(row.slice(4)).toEqual(honest.reports[k].slice(4));
  }
  expect(probes.reports.filter((row) => row[0] !== 0).length).toBeGreaterThan(4);
});

test('where all are corrupted the reports are still what they said', async () => {
  const everyone = { count: 11, corrupted: 11, batch: 20 };
  const [{ probes }] = await play({ ...small, workers: everyone, defense: { rule: 'mean' } }, 1);
  for (const row of probes.reports) expect(row).toEqual(new Array(11).fill(row[0]));
  expect(probes.aggregate).toEqual(readReport(probes, 0));
});
