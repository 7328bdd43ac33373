import type { Address, Message } from '../actors/messages.js';
import { Mailboxes } from '../cluster/mailboxes.js';
import { claim, nowhere } from '../cluster/offer.js';
import type { Delivery } from '../cluster/threadJob.js';
import { WorkQueue } from '../cluster/workQueue.js';
import type { Trace } from './trace.js';

/** What a round costs besides the steps of its actors. */
export interface Costs {
  /** The driver's time for each task that it hands out and takes back. */
  readonly taskMs: number;
  /** Until a task has woken its thread, and its answer the driver, together. */
  readonly wakeMs: number;
  /** The driver's time for each round, whatever the threads: to begin it, commit it and write its record. */
  readonly roundMs: number;
}

/** Something that happens at a time in a virtual round. */
interface Happening {
  readonly atMs: number;
  readonly happen: (atMs: number) => void;
}

/**
 * The predicted time of a round on so many threads, each with a core of its own.
 * Every step takes as long as the trace says, and starts whatever the trace says it sent.
 * It is an event by event simulation in virtual time, of one driver and its threads.
 * Queue and claims are those that schedule real rounds (list scheduling, with message cost).
 * It does not know that cores share caches, memory and power:
 * `slowdown` says by how much steps are slower for that.
 */
export function virtualRoundMs(trace: Trace, costs: Costs, threads: number, slowdown = 1): number {
  const shards = [...trace.keys()].filter((actor) => actor.startsWith('shard/')).length;
  const mailboxes = new Mailboxes(shards);
  const queue = new WorkQueue(threads);
  const stepsTaken = new Map<Address, number>();
  const happenings: Happening[] = [];
  let idle = threads;
  let driverMs = 0;

  const at = (atMs: number, happen: Happening['happen']) => void happenings.push({ atMs, happen });
  const post = (message: Pick<Message, 'to' | 'kind' | 'part'>) => {
    for (const { to, inbox } of mailboxes.post({ ...message, body: {} } as Message)) {
      if (to !== 'driver') queue.push({ to, inbox });
    }
  };
  const handOut = () => {
    for (; idle > 0; idle--) {
      const offer = queue.next();
      if (offer === null) return;
      driverMs += costs.taskMs / 2;
      const claims = claim(offer, nowhere());
      at(driverMs + costs.wakeMs / 2, (startMs) => work(startMs, claims, []));
    }
  };
  const work = (nowMs: number, claims: Iterator<Delivery, void>, done: Address[]) => {
    const next = claims.next();
    if (next.done) return at(nowMs + costs.wakeMs / 2, (backMs) => comeBack(backMs, done));
    const { to } = next.value;
    const taken = stepsTaken.get(to) ?? 0;
    stepsTaken.set(to, taken + 1);
    at(nowMs + slowdown * trace.get(to)![taken].durationMs, (endMs) => work(endMs, claims, [...done, to]));
  };
  const comeBack = (nowMs: number, done: readonly Address[]) => {
    driverMs = Math.max(driverMs, nowMs) + costs.taskMs / 2;
    at(driverMs, () => {
      idle++;
      for (const actor of done) {
        const step = trace.get(actor)![stepsTaken.get(actor)! - 1];
        queue.done(actor, null);
        for (const sent of step.sent) post(sent);
      }
      handOut();
    });
  };

  for (const to of trace.keys()) {
    if (to.startsWith('worker/')) post({ to, kind: 'compute', part: { index: 0, of: 1 } });
  }
  handOut();
  for (let next = earliest(happenings); next !== null; next = earliest(happenings)) next.happen(next.atMs);
  return driverMs + costs.roundMs;
}

/** Takes out what happens next; of several at one time the one that was planned first. */
function earliest(happenings: Happening[]): Happening | null {
  if (happenings.length === 0) return null;
  let first = 0;
  for (let k = 1; k < happenings.length; k++) if (happenings[k].atMs < happenings[first].atMs) first = k;
  return happenings.splice(first, 1)[0];
}
