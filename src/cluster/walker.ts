import { findActor, listDeciding, type Plan, planEvaluation, planTraining } from '../actors/plan.js';
import type { Results, StageName } from '../actors/results.js';
import type { ActorWorld } from '../actors/world.js';
import { forgetKeptRows } from '../kernels/keptRows.js';
import { createScratch } from '../kernels/scratch.js';
import type { Fault } from './faults.js';
import { entryOfStep, type ResultBook, writeResult } from './resultBook.js';
import { readStage, readStep } from './readStage.js';
import { asFailure, runStep, type StepOutcome } from './runStep.js';
import { type ClaimedStep, type Lane, laneOfStage, numberInStage, readJob, STAGES } from './stageCounters.js';
import type { ThreadJob, ThreadMessage } from './threadJob.js';
import { noteRest, noteStep } from './threadNotes.js';
import { helpTrial, measureTogether } from './trialTeam.js';
import { type DoneStep, walkSteps } from './walkSteps.js';

/** The part of a thread that does steps. */
export interface Walker {
  /** Does open steps, and parts of what others are at, until there are none; whether there were any. */
  takeSteps(): boolean;
}

/** A lane's job, as a thread sees it. */
interface Job {
  readonly number: number;
  readonly plan: Plan;
  readonly book: ResultBook;
  /** What was read of it already. */
  readonly read: Map<StageName, readonly unknown[]>;
}

/** A walker on a thread that has loaded the world. */
export function createWalker(
  { thread, counters, parking, books, memory, notes, trials: board }: ThreadJob,
  world: ActorWorld,
  faults: readonly Fault[],
  tell: (message: ThreadMessage) => void,
): Walker {
  const scratch = createScratch();
  const deciding = listDeciding(world.entries).map(({ place }) => place);
  forgetKeptRows(); // what was kept for another crew has the numbers of this one's
  const jobs: Partial<Record<Lane, Job>> = {};

  /** Makes up the job's plan, the same one as the driver's, for it depends on the scenario and the round. */
  const jobIn = (lane: Lane, number: number, round: number): Job => {
    const known = jobs[lane];
    if (known?.number === number) return known;
    const plan = lane === 'training' ? planTraining(world, round) : planEvaluation(world, round);
    return (jobs[lane] = { number, plan, book: books[lane][number % 2], read: new Map() });
  };

  const take = (claimed: ClaimedStep): DoneStep => {
    const lane = laneOfStage(claimed.stage);
    const { round, attempt, job: number } = readJob(counters, lane);
    const job = jobIn(lane, number, round);
    const { plan, book } = job;
    const stage = plan.find(({ name }) => name === STAGES[claimed.stage])!;
    const step = numberInStage(counters, claimed, stage.actors.length);
    noteStep(notes, claimed.stage, step);
    const { outcome, time } = runStep({
      ...{ stage, step, round, attempt, world, memory, scratch, faults, thread },
      read: (name) => readOnce(job, name),
      readOne: (name, one) => readStep(job.book, job.plan, { name, step: one }, number),
      shareTrials: measureTogether({ world, round, memory, scratch }, { board, parking }),
    });
    const entry = entryOfStep(plan, stage.name, step);
    let written: StepOutcome = outcome;
    try {
      writeResult(book, entry, number, outcome, time);
    } catch (error) {
      written = { failure: asFailure(error, findActor(stage, step)) };
      writeResult(book, entry, number, written, time);
    }
    noteRest(notes);
    return { plan, isFailure: 'failure' in written, onLast: () => tell({ lane, job: number }) };
  };

  const help = (): boolean => {
    const note = (attack: number) => noteStep(notes, STAGES.indexOf('decision'), deciding.indexOf(attack));
    const didHelp = helpTrial({ world, memory, scratch }, { board, parking }, note);
    if (didHelp) noteRest(notes);
    return didHelp;
  };

  return { takeSteps: () => walkSteps(counters, parking, take, help) };
}

/** The results of a stage, read once a job. */
function readOnce<S extends StageName>({ plan, book, number, read }: Job, name: S): readonly Results[S][] {
  const known = read.get(name) as readonly Results[S][] | undefined;
  if (known !== undefined) return known;
  const results = readStage(book, plan, name, number);
  read.set(name, results);
  return results;
}
