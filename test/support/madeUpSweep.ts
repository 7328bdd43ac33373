import { SweptRun } from '../../src/ui/sweptRun.js';
import type { SweepFacts, SweepViewModel } from '../../src/ui/sweepViewModel.js';
import type { SweptResult } from '../../src/sweeps/sweptResult.js';
import { madeUp } from './madeUpRun.js';

const ROUNDS = 60;

/** What a made-up run of 60 rounds came to. */
export const MADE_UP_RESULT: SweptResult = {
  ...{ rounds: ROUNDS, accuracyMax: 90.5, accuracyFinal: 88.25, accuracyLast10: 87, evaluations: 12 },
  ...{ backdoorHitRate: null, corruptedInfluenceMean: 0.1, overflowRound: null, digest: 'd'.repeat(64) },
};

/** A run of which so many rounds were seen; of all 60, it is done. */
export function makeSweptRun(values: readonly string[], rounds: number, rule = 'krum'): SweptRun {
  const run = new SweptRun(values, ROUNDS);
  if (rounds > 0) run.begin(ROUNDS);
  if (rounds > 0) run.state = rounds === ROUNDS ? 'done' : 'running';
  for (let round = 0; round < rounds; round++) run.add(madeUp(round, rule));
  return run;
}

/** Four defenses: one is done, two are running, one waits. */
export function makeSweepFacts(more: Partial<SweepFacts> = {}): SweepFacts {
  return {
    name: 'A little is enough against Krum',
    about: ['12 of 51 corrupted', 'little, z 1.5, 4.2 x max', 'seed 7'],
    fields: ['defense'],
    runs: [
      makeSweptRun(['krum (published)'], 60),
      makeSweptRun(['mean (authors)'], 40, 'mean'),
      makeSweptRun(['trimmed-mean (authors)'], 7, 'mean'),
      makeSweptRun(['nnm > bulyan (authors)'], 0),
    ],
    isOurs: true,
    ...more,
  };
}

/** A sweep of so many runs, over seeds and z. */
export function makeLongSweep(count: number): SweepFacts {
  const runs = Array.from({ length: count }, (_, k) => makeSweptRun([String(k % 7), `${k / 10}`], k % 5));
  return makeSweepFacts({ fields: ['seed', 'attack.z'], runs, isOurs: false });
}

/** A screen of it, with what differs from the first look. */
export function makeSweepModel(facts = makeSweepFacts(), more: Partial<SweepViewModel> = {}): SweepViewModel {
  return { facts, phase: 'going on', selected: 0, keysPage: null, incident: null, ...more };
}
