import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { nameWorker } from '../rounds/nameWorker.js';
import type { RoundRecord } from '../rounds/round.js';
import type { StepRecord } from '../transforms/chainRecord.js';
import type { Phase } from '../actors/behaviour.js';
import { type Manifest, scenarioAt } from '../runs/manifest.js';
import type { Result } from '../runs/result.js';
import { readJoinedRounds } from '../runs/joinedRounds.js';
import { readTwin } from '../runs/readTwin.js';
import { findTwin } from '../runs/twinFolder.js';
import { verifyRun } from '../runs/verify.js';
import { isCorrupted } from '../scenario/corruption.js';
import { findEntries, type ScenarioEntries } from '../scenario/findEntries.js';
import type { CurvePoint } from './charts/lines.js';
import { binned, type Bins } from './bins.js';

/** What a report tells of a run: every curve, and strips of as many stretches as a page has room for. */
export interface RunStory {
  readonly folder: string;
  readonly manifest: Manifest;
  /** What the manifest's scenario names. */
  readonly entries: ScenarioEntries;
  readonly result: Result;
  readonly accuracy: readonly CurvePoint[];
  /** Of the honest twin, where it is complete beside the run; else null. */
  readonly twin: readonly CurvePoint[] | null;
  readonly testLoss: readonly CurvePoint[];
  readonly trainLoss: readonly CurvePoint[];
  /** In sigma: of the aggregate, and of the malicious report, from the honest mean. */
  readonly distance: readonly CurvePoint[];
  readonly corruptedDistance: readonly CurvePoint[];
  /** Of each worker, its share of the aggregate by stretch of rounds, and over all. */
  readonly influence: Bins;
  readonly influenceMean: readonly number[];
  /** Of all rounds: corrupted workers' share of the aggregate, by stretch. */
  readonly corruptedInfluence: Bins;
  /**
   * For a rule that chooses: each worker's count, and by stretch
   * the corrupted and honest share of the chosen.
   */
  readonly chosen: Chosen | null;
  /** Under a backdoor: the share of its images that were answered with the target, by stretch. */
  readonly backdoor: Bins | null;
  /** What the attack decided, where it did: of every number that records have of it a curve. */
  readonly decided: ReadonlyMap<string, readonly CurvePoint[]>;
  /** Of the reports, and of what each transform made of them: mean distance to the aggregate, in sigma. */
  readonly chained: ReadonlyMap<string, readonly CurvePoint[]>;
  readonly times: Times | null;
}

/** Whom a rule chose. */
export interface Chosen {
  readonly counts: readonly number[];
  /** All picks, and those of corrupted workers. */
  readonly picks: number;
  readonly theirs: number;
  readonly shares: Bins;
}

/** Where the time went. */
export interface Times {
  readonly rounds: number;
  readonly medianMs: number;
  readonly memoryBytes: number;
  /** Sums over rounds and threads. */
  readonly busyMs: Readonly<Record<Phase, number>>;
}

/**
 * Reads a run, verified as a whole.
 * Throws as `verifyRun` does, and an InputError where no round is recorded.
 */
export function readRunStory(folder: string, catalogue: Catalogue = builtIn): RunStory {
  const { recording, result } = verifyRun(folder, undefined, catalogue);
  const { manifest, rounds } = recording;
  if (rounds === 0) throw new InputError({ place: { file: folder }, problem: 'no round is recorded' });
  const chapters = [...manifest.history.map(({ scenario }) => scenario), manifest.scenario];
  const count = Math.max(...chapters.map(({ workers }) => workers.count));
  const curves = { accuracy: [], testLoss: [], trainLoss: [], distance: [], corruptedDistance: [] };
  const all: Record<keyof typeof curves, CurvePoint[]> = curves;
  const influence = binned(count, rounds);
  const theirInfluence = binned(1, rounds);
  const shares = binned(2, rounds);
  const hits = binned(1, rounds);
  const counts = new Array<number>(count).fill(0);
  const decided = new Map<string, CurvePoint[]>();
  const chained = new Map<string, CurvePoint[]>();
  const times = timesSoFar();
  let [chooses, hasBackdoor, theirs] = [false, false, 0];
  const put = (name: keyof typeof curves, x: number, y: number | null | undefined) =>
    y !== null && y !== undefined && all[name].push({ x, y });
  for (const { record, timing } of readJoinedRounds(recording, rounds, () => undefined)) {
    const { round, chosen, backdoor } = record;
    const scenario = scenarioAt(manifest, round);
    for (const name of Object.keys(curves) as (keyof typeof curves)[]) put(name, round, record[name]);
    record.influence.forEach((value, row) => influence.add(round, nameWorker(record, row), value));
    theirInfluence.add(round, 0, record.corruptedInfluence);
    // Behind a chain, what was chosen are rows that it made, which nobody reported.
    if (chosen !== undefined && chosen.length > 0 && record.chain === undefined) {
      chooses = true;
      const picked = chosen.map((row) => nameWorker(record, row));
      for (const worker of picked) counts[worker]++;
      const share = picked.filter((worker) => isCorrupted(scenario, worker)).length / chosen.length;
      theirs += share * chosen.length;
      shares.add(round, 0, share);
      shares.add(round, 1, 1 - share);
    }
    if (backdoor && backdoor.of > 0) {
      hasBackdoor = true;
      hits.add(round, 0, backdoor.hits / backdoor.of);
    }
    for (const [name, value] of Object.entries(record.attack ?? {})) {
      if (typeof value === 'number') addPoint(decided, name, { x: round, y: value });
    }
    for (const { name, distances } of listDistances(record)) {
      const found = distances.filter((one) => one !== null);
      const y = found.reduce((sum, one) => sum + one, 0) / found.length;
      if (found.length > 0) addPoint(chained, name, { x: round, y });
    }
    if (timing !== null) times.add(timing);
  }
  return {
    ...{ folder, manifest, result, ...all },
    twin: readTwinCurve(folder, manifest, catalogue),
    entries: findEntries(recording.catalogue, manifest.scenario),
    influence: influence.means(),
    influenceMean: influence.totals().map((total) => total / rounds),
    corruptedInfluence: theirInfluence.means(),
    chosen: chooses
      ? { counts, picks: total(counts), theirs: Math.round(theirs), shares: shares.means() }
      : null,
    backdoor: hasBackdoor ? hits.means() : null,
    decided,
    chained,
    times: times.result(),
  };
}

function readTwinCurve(folder: string, manifest: Manifest, catalogue: Catalogue): CurvePoint[] | null {
  const twin = findTwin(folder, manifest, catalogue);
  const rounds = twin && readTwin(twin, catalogue);
  return rounds && rounds.map(({ round, accuracy }) => ({ x: round, y: accuracy }));
}

function addPoint(curves: Map<string, CurvePoint[]>, name: string, point: CurvePoint): void {
  const curve = curves.get(name);
  if (curve === undefined) curves.set(name, [point]);
  else curve.push(point);
}

/** The distances of the reports, and of the rows of each step of a chain, by its number and name. */
function listDistances({ chain }: RoundRecord): Pick<StepRecord, 'name' | 'distances'>[] {
  if (chain === undefined) return [];
  const steps = chain.steps.map(({ name, distances }, k) => ({ name: `${k + 1} ${name}`, distances }));
  return [{ name: 'the reports', distances: chain.distances }, ...steps];
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function timesSoFar() {
  const busyMs: Record<Phase, number> = { gradients: 0, attack: 0, aggregation: 0, update: 0, evaluation: 0 };
  const durations: number[] = [];
  let memory = 0;
  return {
    add: (timing: { durationMs: number; busyMs: Readonly<Record<Phase, number>>; memoryBytes: number }) => {
      durations.push(timing.durationMs);
      memory = Math.max(memory, timing.memoryBytes);
      for (const phase of Object.keys(busyMs) as Phase[]) busyMs[phase] += timing.busyMs[phase];
    },
    result: (): Times | null => {
      if (durations.length === 0) return null;
      const medianMs = durations.sort((a, b) => a - b)[durations.length >> 1];
      return { rounds: durations.length, medianMs, memoryBytes: memory, busyMs };
    },
  };
}
