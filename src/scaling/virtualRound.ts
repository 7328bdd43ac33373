import { STAGES } from '../cluster/stageCounters.js';
import { WOKEN } from '../cluster/walkSteps.js';
import type { Trace, TracedStage } from './trace.js';

/** What a round costs besides the steps of its actors, in ms. */
export interface Costs {
  /** Before each step: to claim it, and to write what the one before led to. */
  readonly stepMs: number;
  /** Until a thread that sleeps has been woken. Whoever is woken wakes others. */
  readonly wakeMs: number;
  /** From the end of a round to the beginning of the next. */
  readonly roundMs: number;
}

/** Something that happens at a time in a virtual round. */
interface Happening {
  readonly atMs: number;
  readonly happen: (atMs: number) => void;
}

/**
 * The predicted time of a round on so many threads, each with a core of its own: event by event in virtual
 * time, by the plan and the order of urgency by which real threads walk it.
 * It does not know that cores share caches, memory and power:
 * `slowdown` says by how much steps are slower for that.
 */
export function virtualRoundMs(trace: Trace, costs: Costs, threads: number, slowdown = 1): number {
  const happenings: Happening[] = [];
  const waiting = new Map(trace.map(({ name, after }) => [name, after.length]));
  const left = new Map(trace.map(({ name, durationsMs }) => [name, durationsMs.length]));
  const open: { readonly stage: TracedStage; next: number }[] = [];
  let idle = threads;
  let lastMs = 0;
  const at = (atMs: number, happen: Happening['happen']) => void happenings.push({ atMs, happen });

  const openStage = (stage: TracedStage) => {
    open.push({ stage, next: 0 });
    open.sort((a, b) => STAGES.indexOf(a.stage.name) - STAGES.indexOf(b.stage.name));
  };
  const wakeIdle = (nowMs: number) => {
    const steps = open.reduce((sum, { stage, next }) => sum + stage.durationsMs.length - next, 0);
    const woken = Math.min(idle, steps);
    idle -= woken;
    for (let k = 0; k < woken; k++) at(nowMs + costs.wakeMs * depthOf(k), look);
  };
  const look = (nowMs: number) => {
    const place = open.findIndex(({ stage, next }) => next < stage.durationsMs.length);
    if (place < 0) return void idle++;
    const { stage } = open[place];
    const step = open[place].next++;
    at(nowMs + costs.stepMs + slowdown * stage.durationsMs[step], (endMs) => finish(stage, endMs));
  };
  const finish = ({ name }: TracedStage, nowMs: number) => {
    lastMs = nowMs;
    left.set(name, left.get(name)! - 1);
    if (left.get(name) === 0) {
      for (const next of trace.filter(({ after }) => after.includes(name))) {
        waiting.set(next.name, waiting.get(next.name)! - 1);
        if (waiting.get(next.name) === 0) openStage(next);
      }
    }
    look(nowMs);
    wakeIdle(nowMs);
  };

  for (const stage of trace) if (stage.after.length === 0) openStage(stage);
  idle--;
  at(0, look); // the driver wakes the first one in `roundMs`
  wakeIdle(0);
  for (let next = earliest(happenings); next !== null; next = earliest(happenings)) next.happen(next.atMs);
  return lastMs + costs.roundMs;
}

/** After how many wakes in a row the k-th sleeper is awake, where everybody wakes some others. */
function depthOf(k: number): number {
  let [awake, depth] = [1, 0];
  for (; awake - 1 <= k; depth++) awake *= 1 + WOKEN;
  return depth;
}

/** Takes out what happens next; of several at one time the one that was planned first. */
function earliest(happenings: Happening[]): Happening | null {
  if (happenings.length === 0) return null;
  let first = 0;
  for (let k = 1; k < happenings.length; k++) if (happenings[k].atMs < happenings[first].atMs) first = k;
  return happenings.splice(first, 1)[0];
}
