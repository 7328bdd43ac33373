import { readFileSync } from 'node:fs';
import { builtIn } from '../../src/catalogue/builtIn.js';
import type { JoinedRound, RoundTiming } from '../../src/rounds/round.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { listAttacks } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/scenarioInput.js';
import { History } from '../../src/ui/history.js';
import type { RunFacts } from '../../src/ui/observer.js';
import { INITIAL_VIEW_STATE, type ViewModel } from '../../src/ui/viewModel.js';

const WORKERS = 51;
const CORRUPTED = 12;

/** What is known of a made-up run of 60 rounds: little against a rule. */
export function makeFacts(
  rule = 'krum',
  more: Partial<RunFacts> & { scenario?: never; entries?: never } = {},
): RunFacts {
  const scenario = expandScenario({
    task: 'mnist-mlp',
    name: 'A little is enough against Krum',
    seed: 7,
    workers: { corrupted: CORRUPTED },
    attack: { name: 'little', z: 1.5 },
    defense: { rule },
    training: { rounds: 60 },
  });
  const backend = { name: 'wasm' as const, version: '4.22.0' };
  const entries = findEntries(builtIn, scenario);
  return { scenario, entries, threads: 2, backend, picture: null, folder: 'runs/x', ...more };
}

/** What there is to see of it after so many rounds. */
export function makeHistory(rounds: number, rule = 'krum', facts: RunFacts = makeFacts(rule)): History {
  const history = new History(facts);
  for (let round = 0; round < rounds; round++) history.add(madeUp(round, rule));
  return history;
}

/** A screen of it, with what differs from the first look. */
export function makeViewModel(
  history: History,
  {
    paused = false,
    playback = null,
    presented = false,
    explanation = null,
    ending = null,
    ...gaze
  }: Partial<ViewModel & ViewModel['viewState']> = {},
): ViewModel {
  return {
    history,
    viewState: { ...INITIAL_VIEW_STATE, ...gaze },
    paused,
    playback,
    presented,
    explanation,
    ending,
  };
}

/**
 * A made-up round: accuracy rises to 60 and falls, loss falls from 2.3.
 * Krum chooses worker 3, which is corrupted, in two of three rounds, else 20.
 * Bulyan picks the corrupted ones first.
 * With other rules the corrupted share rises.
 */
export function madeUp(round: number, rule = 'krum'): JoinedRound {
  const corrupted = round % 3 < 2;
  const record = {
    round,
    learningRate: 0.1,
    trainLoss: 2.3 / (1 + round),
    ...(round % 5 === 0 && { accuracy: 60 - Math.abs(25 - round), testLoss: 2.4 / (1 + round) }),
    aggregateNorm: 1,
    honestMeanNorm: 1,
    cosine: 0.43,
    distance: 0.92,
    corruptedDistance: 1.5,
    parameterNorm: 9,
    ...makeInfluence(rule, round, corrupted),
    reports: new Array<string>(WORKERS).fill('0'.repeat(16)),
    state: 'e'.repeat(64),
    digest: 'd'.repeat(64),
  };
  return { record, timing: makeTiming(round), probes: makeSamples(round) };
}

function makeInfluence(rule: string, round: number, corrupted: boolean) {
  const share = (worker: number, total: number) =>
    worker < CORRUPTED ? total / CORRUPTED : (1 - total) / (WORKERS - CORRUPTED);
  const each = (value: (worker: number) => number) => Array.from({ length: WORKERS }, (_, k) => value(k));
  const scores = each((worker) => (worker < CORRUPTED ? 130 : 100 + 3 * worker));
  if (rule === 'krum') {
    const chosen = [corrupted ? 3 : 20];
    const influence = each((worker) => Number(worker === chosen[0]));
    return { influence, corruptedInfluence: Number(corrupted), chosen, scores };
  }
  const total = rule === 'bulyan' ? 0.4 : round / 60;
  const chosen = each((worker) => worker).slice(0, WORKERS - 2 * CORRUPTED);
  const influence = each((worker) => share(worker, total));
  return { influence, corruptedInfluence: total, ...(rule === 'bulyan' && { chosen, scores }) };
}

/** Thread 4 works on gradients, the attack and a shard; thread 5 on gradients and the evaluation. */
function makeTiming(round: number): RoundTiming {
  return {
    round,
    durationMs: 250,
    busyMs: { gradients: 300, attack: 20, aggregation: 40, update: 10, evaluation: 50 },
    memoryBytes: 3e8,
    threads: [
      {
        thread: 4,
        busy: [
          ['worker', 0, 150],
          ['adversary', 150, 180],
          ['shard', 180, 240],
        ],
      },
      {
        thread: 5,
        busy: [
          ['worker', 0, 160],
          ['evaluator', 200, 250],
        ],
      },
    ],
    messages: 400,
    transferredBytes: 32e6,
    queueMax: 51,
    queueMean: 12.5,
  };
}

/**
 * At the second of two coordinates honest workers report -1.9
 * to 1.9 in steps of 0.1, corrupted ones -1.5 sigma.
 * At the first coordinate all report 0.
 */
function makeSamples(round: number): JoinedRound['probes'] {
  const honest = Array.from({ length: WORKERS - CORRUPTED }, (_, k) => (k - 19) / 10);
  const sigma = Math.sqrt(honest.reduce((sum, value) => sum + value * value, 0) / honest.length);
  const reports = [...new Array<number>(CORRUPTED).fill(-1.5 * sigma), ...honest];
  return {
    round,
    coordinates: [403, 78450],
    reports: [new Array<number>(WORKERS).fill(0), reports],
    aggregate: [0, -0.4 * sigma],
  };
}

/** A made-up run with a backdoor for one image, which is hit in two of three rounds. */
export function makeBackdoorHistory(rounds: number, attack: ScenarioInput['attack'] = BACKDOOR): History {
  const scenario = expandScenario({
    task: 'mnist-mlp',
    name: 'A backdoor',
    workers: { corrupted: CORRUPTED },
    attack,
    training: { rounds: 60 },
  });
  const shape = [28, 28, 1] as const;
  // A bright square from row 7, column 7 on, of 14 x 14.
  const inside = (k: number) => k >= 7 && k < 21;
  const pixels = Uint8Array.from({ length: 784 }, (_, k) =>
    inside(Math.floor(k / 28)) && inside(k % 28) ? 255 : 0,
  );
  const picture = { shape, pixels, label: 9, target: 0 };
  const history = new History({
    ...makeFacts('mean'),
    scenario,
    entries: findEntries(builtIn, scenario),
    picture,
  });
  const of = listAttacks(scenario)[0].name === 'backdoor-sample' ? 1 : 900;
  for (let round = 0; round < rounds; round++) {
    const hit = round % 3 < 2;
    const answer = hit ? 0 : 9;
    const hits = hit ? of : 0;
    const backdoor = { target: 0, hit, hits, of, answer, margin: 1, probability: 0.62 };
    const { record, ...rest } = madeUp(round, 'mean');
    history.add({ record: { ...record, backdoor }, ...rest });
  }
  return history;
}

const BACKDOOR = { name: 'backdoor-sample' as const, image: 4 };

/** What is seen of one of test/golden's recordings, which have no times and no samples of coordinates. */
export function recallGolden(name: string): History {
  const read = (file: string) => readFileSync(new URL(`../golden/${name}/${file}`, import.meta.url), 'utf8');
  const { scenario } = JSON.parse(read('manifest.json')) as { scenario: RunFacts['scenario'] };
  const history = new History({ ...makeFacts(), scenario, entries: findEntries(builtIn, scenario) });
  for (const line of read('rounds.jsonl').trimEnd().split('\n')) {
    history.recall({ record: JSON.parse(line) as JoinedRound['record'], timing: null, probes: null });
  }
  return history;
}
