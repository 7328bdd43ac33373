import { findActor, type Plan } from '../actors/plan.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import { clearBook, type ResultBook } from './resultBook.js';
import { close, type Lane, laneOfStage, openPlan, STAGES, type StageCounters } from './stageCounters.js';
import { wake, wakeAll } from './parking.js';
import type { ThreadJob, ThreadMessage } from './threadJob.js';
import { readOwnCode, readStep, type ThreadNotes } from './threadNotes.js';
import { WOKEN } from './walkSteps.js';

/** A thread that does not come back: it died, or overran its deadline. */
export class LostThread extends Error {
  /** What it was at; null: between two steps. */
  readonly lane: Lane | null;
  /** The function of a user's own that it was in; null: it was in none. */
  readonly ownCode: string | null;

  constructor(message: string, { lane, ownCode }: Pick<LostThread, 'lane' | 'ownCode'>) {
    super(message);
    this.lane = lane;
    this.ownCode = ownCode;
  }
}

/** A job that the threads of a crew have done, with what they wrote. */
export interface DoneJob {
  readonly number: number;
  readonly book: ResultBook;
  readonly memory: RoundMemory;
  readonly counters: StageCounters;
}

/** A plan to be walked in a round, and how often that has been begun. */
export interface JobOrder {
  readonly plan: Plan;
  readonly round: number;
  readonly attempt: number;
}

/** What a crew is at, one job a lane. */
export interface CrewJobs {
  /** The thread that was lost first; null: none. */
  readonly lost: LostThread | null;
  /** Opens a job. Rejected with the thread that was lost, if one is. */
  walk(lane: Lane, order: JobOrder): Promise<DoneJob>;
  /** A thread says that a job's last step is done. */
  finish(message: Extract<ThreadMessage, { job: number }>): void;
  /** A thread does not come back: all others are to leave, and nothing more comes of what goes on. */
  lose(thread: number, reason: string): void;
  /** All are to leave; who does not come back is not missed. */
  dismiss(): void;
}

/** A job that goes on. */
interface RunningJob {
  readonly number: number;
  readonly plan: Plan;
  readonly resolve: (done: DoneJob) => void;
  readonly reject: (lost: LostThread) => void;
}

/** The jobs of a crew that has nothing to do yet. */
export function createCrewJobs(
  { counters, parking, books, memory }: Pick<ThreadJob, 'counters' | 'parking' | 'books' | 'memory'>,
  notes: readonly ThreadNotes[],
): CrewJobs {
  const running = new Map<Lane, RunningJob>();
  const numbers = { training: 0, evaluation: 0 };
  let lost: LostThread | null = null;
  let isDismissed = false;
  const dismissAll = () => {
    close(counters);
    wakeAll(parking);
  };
  const bookOf = (lane: Lane, number: number) => books[lane][number % 2];
  return {
    get lost() {
      return lost;
    },
    walk: (lane, { plan, round, attempt }) =>
      new Promise((resolve, reject) => {
        if (lost !== null) return reject(lost);
        const number = ++numbers[lane];
        running.set(lane, { number, plan, resolve, reject });
        clearBook(bookOf(lane, number), plan);
        wake(parking, Math.min(WOKEN, openPlan(counters, lane, { plan, round, attempt, job: number })));
      }),
    finish: ({ lane, job }) => {
      const done = running.get(lane);
      if (done?.number !== job) return;
      running.delete(lane);
      done.resolve({ number: job, book: bookOf(lane, job), memory, counters });
    },
    lose: (thread, reason) => {
      if (isDismissed || lost !== null) return;
      const at = readStep(notes[thread]);
      const lane = at === null ? null : laneOfStage(at.stage);
      const stage = at && lane && running.get(lane)?.plan.find(({ name }) => name === STAGES[at.stage]);
      const where = stage ? findActor(stage, at.step) : 'no step';
      lost = new LostThread(`${reason} (at ${where})`, { lane, ownCode: readOwnCode(notes[thread]) });
      dismissAll();
      for (const job of running.values()) job.reject(lost);
      running.clear();
    },
    dismiss: () => {
      isDismissed = true;
      dismissAll();
    },
  };
}
