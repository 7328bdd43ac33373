import type { Context } from '../actors/behaviour.js';
import {
  computeTrialPart,
  countTrialParts,
  hasTrialPart,
  lengthOfTrialPart,
  sizeTrialPart,
  type TrialWork,
} from '../actors/trialParts.js';
import { startSession } from '../kernels/layOutRows.js';
import { nowMs } from './clock.js';
import { type Parking, wake } from './parking.js';
import {
  awaitPart,
  claimPart,
  closeTrials,
  finishPart,
  hasOffered,
  offerParts,
  openTrials,
  readWeights,
  takePart,
  type TrialBoard,
  writeTrial,
} from './trialBoard.js';
import { WOKEN } from './walkSteps.js';

/** What an actor has to work with. */
type Means = Pick<Context, 'world' | 'round' | 'memory' | 'scratch'>;

/** Trials whose parts this thread measures all by itself. */
export function measureAlone(means: Means): Context['shareTrials'] {
  return (attack, use) => {
    const work = { ...means, attack, session: startSession() };
    const parts = Array.from({ length: countTrialParts(means.world) }, (_, part) => part);
    return use((report, weights = null) =>
      parts.map((part) => computeTrialPart({ ...work, weights }, report, part)),
    );
  };
}

/** Trials of which other threads measure what parts they are free for. */
export function measureTogether(
  means: Means,
  { board, parking }: { readonly board: TrialBoard; readonly parking: Parking },
): Context['shareTrials'] {
  return (attack, use) => {
    const session = openTrials(board.words, means.round, attack);
    if (session === null) return measureAlone(means)(attack, use);
    try {
      return use((report, weights = null) =>
        measureTurn({ ...means, attack, session, weights }, report, board, parking),
      );
    } finally {
      closeTrials(board.words);
    }
  };
}

function measureTurn(
  work: TrialWork,
  report: Float32Array,
  board: TrialBoard,
  parking: Parking,
): readonly Float64Array[] {
  const { words } = board;
  writeTrial(board, report, work.weights);
  const turn = offerParts(words);
  wake(parking, WOKEN);
  const found = new Array<Float64Array>(countTrialParts(work.world));
  let longestMs = 0;
  const take = () => takePart(words, turn, (part) => hasTrialPart(work, part));
  for (let part = take(); part !== null; part = take()) {
    const sinceMs = nowMs();
    found[part] = computeTrialPart(work, report, part);
    longestMs = Math.max(longestMs, nowMs() - sinceMs);
  }
  // Who is waited for as long as it takes to do it oneself costs no more than twice what is best.
  for (let part = 0; part < found.length; part++)
    found[part] ??= awaitPart(words, part, turn, longestMs)
      ? viewFound(board, work, part)
      : computeTrialPart(work, report, part);
  return found;
}

/** Between two steps: measures one part of another thread's trial; whether there was any. */
export function helpTrial(
  means: Omit<Means, 'round'>,
  { board, parking }: { readonly board: TrialBoard; readonly parking: Parking },
  note: (attack: number) => void,
): boolean {
  const { words } = board;
  const claimed = claimPart(words, (part, session) => hasTrialPart({ session }, part));
  if (claimed === null) return false;
  if (hasOffered(words)) wake(parking, WOKEN);
  note(claimed.attack);
  let isDone = false;
  try {
    const { part } = claimed;
    const work = { ...means, ...claimed, weights: readWeights(board) };
    viewFound(board, work, part).set(computeTrialPart(work, board.report, part));
    isDone = true;
  } catch {
    // The asker does this part then, and throws what is to be thrown.
  }
  finishPart(words, claimed, isDone);
  return true;
}

/** Where the numbers that a helper found of a part lie. */
function viewFound({ found }: TrialBoard, work: TrialWork, part: number): Float64Array {
  const at = part * sizeTrialPart(work.world);
  return found.subarray(at, at + lengthOfTrialPart(work, part));
}
