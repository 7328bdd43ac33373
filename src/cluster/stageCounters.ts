import type { Plan } from '../actors/plan.js';
import type { StageName } from '../actors/results.js';

/**
 * The stages in the order in which a thread looks for work: those that others wait for first,
 * what is measured of the last round in the gaps.
 */
export const STAGES: readonly StageName[] = [
  'conclusion',
  'update',
  'choice',
  'decision',
  'confided',
  'gradients',
  'pairs',
  'distances',
  'honestMeans',
  'hashes',
  'ownHashes',
  'calibration',
  'measures',
];

/** What goes on at once: a round in training, and the evaluation of the one before it. */
export const LANES = ['training', 'evaluation'] as const;
export type Lane = (typeof LANES)[number];

/** Which lane a stage belongs to. */
export function laneOfStage(stage: number): Lane {
  return stage < STAGES.indexOf('calibration') ? 'training' : 'evaluation';
}

// Places in the counters: of the whole, of each lane, of each stage.
const CLOSED = 0;
const ARRIVED = 1;
const LANE = 2;
const [ROUND, ATTEMPT, JOB, STAGES_LEFT, FAILED] = [0, 1, 2, 3, 4];
const LANE_SIZE = 5;
const STAGE = LANE + LANES.length * LANE_SIZE;
const [CLAIMED, OPEN, END, DONE, WAITING, SPOILT] = [0, 1, 2, 3, 4, 5];
const STAGE_SIZE = 6;

/**
 * Counters in shared memory by which threads walk a plan without being told what to do.
 * Of each stage CLAIMED <= OPEN <= END count steps, of all jobs so far: those that a thread has taken,
 * may take, and those that there are when the job ends. They never go back, so a thread that slept for
 * a while with an old value in hand can claim nothing by it that is not open, and nothing twice.
 * DONE counts what was done, WAITING the stages before this one that are not done.
 */
export type StageCounters = Int32Array;

/** Counters of which nothing is open. */
export function createStageCounters(): StageCounters {
  return new Int32Array(new SharedArrayBuffer(4 * (STAGE + STAGES.length * STAGE_SIZE)));
}

/** A step that a thread has claimed, by the place of its stage in STAGES. */
export interface ClaimedStep {
  readonly stage: number;
  readonly step: number;
}

/**
 * The driver, while nothing of the lane is open or going on: opens the stages of a plan that wait for nobody.
 * Returns how many steps these have.
 */
export function openPlan(
  counters: StageCounters,
  lane: Lane,
  { plan, round, attempt, job }: { plan: Plan; round: number; attempt: number; job: number },
): number {
  const base = placeOfLane(lane);
  Atomics.store(counters, base + ROUND, round);
  Atomics.store(counters, base + ATTEMPT, attempt);
  Atomics.store(counters, base + JOB, job);
  Atomics.store(counters, base + STAGES_LEFT, plan.length);
  Atomics.store(counters, base + FAILED, 0);
  for (const { name, actors, after } of plan) {
    const at = placeOfStage(STAGES.indexOf(name));
    Atomics.store(counters, at + END, Atomics.load(counters, at + CLAIMED) + actors.length);
    Atomics.store(counters, at + WAITING, after.length);
    Atomics.store(counters, at + SPOILT, 0);
  }
  const first = plan.filter(({ after }) => after.length === 0);
  for (const { name } of first) open(counters, STAGES.indexOf(name));
  return first.reduce((sum, { actors }) => sum + actors.length, 0);
}

/** A thread: takes an open step that nobody has taken, of the most urgent stage; null: there is none. */
export function claimStep(counters: StageCounters): ClaimedStep | null {
  for (let stage = 0; stage < STAGES.length; stage++) {
    const at = placeOfStage(stage);
    for (;;) {
      const ticket = Atomics.load(counters, at + CLAIMED);
      if (ticket === Atomics.load(counters, at + OPEN)) break;
      if (Atomics.compareExchange(counters, at + CLAIMED, ticket, ticket + 1) !== ticket) continue;
      // From here to finishStep the job cannot end, and what the driver wrote of it stays.
      return { stage, step: ticket };
    }
  }
  return null;
}

/** The number of a claimed step in its stage, in a job in which the stage has so many. */
export function numberInStage(counters: StageCounters, { stage, step }: ClaimedStep, steps: number): number {
  return (step - (Atomics.load(counters, placeOfStage(stage) + END) - steps)) | 0;
}

/** What finishing a step led to. */
export interface Finished {
  /** How many steps were opened by it. */
  readonly opened: number;
  /** Whether the lane has nothing left to do: the driver is to be told. */
  readonly isLast: boolean;
}

/**
 * A thread: a claimed step is done and its result written. Whoever does the last step of a stage opens those
 * that waited for it alone. A stage of which a step failed opens none: what comes after it counts as done.
 */
export function finishStep(
  counters: StageCounters,
  plan: Plan,
  { stage }: ClaimedStep,
  isFailure: boolean,
): Finished {
  const at = placeOfStage(stage);
  if (isFailure) Atomics.store(counters, at + SPOILT, 1);
  const done = (Atomics.add(counters, at + DONE, 1) + 1) | 0;
  if (done !== Atomics.load(counters, at + END)) return { opened: 0, isLast: false };
  return finishStage(counters, plan, stage);
}

function finishStage(counters: StageCounters, plan: Plan, stage: number): Finished {
  const name = STAGES[stage];
  const lane = placeOfLane(laneOfStage(stage));
  const isSpoilt = Atomics.load(counters, placeOfStage(stage) + SPOILT) === 1;
  if (isSpoilt) Atomics.store(counters, lane + FAILED, 1);
  let opened = 0;
  let isLast = false;
  for (const next of plan.filter(({ after }) => after.includes(name))) {
    const place = STAGES.indexOf(next.name);
    const at = placeOfStage(place);
    if (isSpoilt) Atomics.store(counters, at + SPOILT, 1);
    if (Atomics.sub(counters, at + WAITING, 1) > 1) continue;
    if (Atomics.load(counters, at + SPOILT) === 1) {
      const skipped = finishStage(counters, plan, place);
      opened += skipped.opened;
      isLast ||= skipped.isLast;
    } else {
      open(counters, place);
      opened += next.actors.length;
    }
  }
  if (Atomics.sub(counters, lane + STAGES_LEFT, 1) === 1) isLast = true;
  return { opened, isLast };
}

function open(counters: StageCounters, stage: number): void {
  const at = placeOfStage(stage);
  Atomics.store(counters, at + OPEN, Atomics.load(counters, at + END));
}

/** What a lane is at. Of a thread's use between a claim and its end, when it stays as it is. */
export function readJob(
  counters: StageCounters,
  lane: Lane,
): { readonly round: number; readonly attempt: number; readonly job: number } {
  const base = placeOfLane(lane);
  return {
    round: Atomics.load(counters, base + ROUND),
    attempt: Atomics.load(counters, base + ATTEMPT),
    job: Atomics.load(counters, base + JOB),
  };
}

/** Whether a step of the lane's last job failed. */
export function hasFailed(counters: StageCounters, lane: Lane): boolean {
  return Atomics.load(counters, placeOfLane(lane) + FAILED) === 1;
}

/** Steps that are open and that nobody has taken. */
export function countOpen(counters: StageCounters): number {
  let count = 0;
  for (let stage = 0; stage < STAGES.length; stage++) {
    const at = placeOfStage(stage);
    count += Math.max(0, (Atomics.load(counters, at + OPEN) - Atomics.load(counters, at + CLAIMED)) | 0);
  }
  return count;
}

/** Has all threads leave when they have finished the steps that they are at. They are to be woken. */
export function close(counters: StageCounters): void {
  Atomics.store(counters, CLOSED, 1);
}

/** Whether threads are to leave. */
export function isClosed(counters: StageCounters): boolean {
  return Atomics.load(counters, CLOSED) === 1;
}

/** A thread has loaded everything and begins to walk. */
export function arrive(counters: StageCounters): void {
  Atomics.add(counters, ARRIVED, 1);
}

/** Threads that have begun to walk. */
export function countArrived(counters: StageCounters): number {
  return Atomics.load(counters, ARRIVED);
}

function placeOfLane(lane: Lane): number {
  return LANE + LANES.indexOf(lane) * LANE_SIZE;
}

function placeOfStage(stage: number): number {
  return STAGE + stage * STAGE_SIZE;
}
