import type { Bodies, Message, MessageKind } from '../actors/messages.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import { ContractError } from '../errors/contractError.js';
import { InvariantError, invariant } from '../errors/invariantError.js';
import { nowMs } from './clock.js';
import { Mailboxes } from './mailboxes.js';
import { nowhere, type Offer } from './offer.js';
import type { Outcome, Span, ThreadJob } from './threadJob.js';
import { type Answer, LostThreadJob } from './threadPool.js';
import { countTask, noTraffic, type Traffic } from './traffic.js';
import { WorkQueue } from './workQueue.js';

const ATTEMPTS_MAX = 3;
/** How far a thread's clock may be from the driver's before it is told. */
const CLOCK_SLACK_MS = 2000;

/**
 * What a delivery of messages led to: what was sent to the driver,
 * by kind, who was busy when, and what it took.
 */
export interface Delivered {
  readonly replies: { readonly [K in MessageKind]?: readonly Bodies[K][] };
  /** What actors wrote; the next round writes over it. */
  readonly memory: RoundMemory;
  readonly spans: readonly Span[];
  readonly traffic: Readonly<Traffic>;
}

/** Messages to deliver, and what with. */
export interface Assignment {
  readonly round: number;
  readonly messages: readonly Message[];
  readonly threads: number;
  readonly shards: number;
  /** What is lent to actors; renewed when a thread is lost that may still be writing there. */
  readonly lent: { readonly memory: RoundMemory };
  readonly renew: () => void;
  readonly submit: (task: ThreadJob) => Promise<Answer>;
  readonly isClosed: () => boolean;
  /** Threads whose clock is known to have jumped: each is told of once. */
  readonly jumped: Set<number>;
  readonly onIncident: (incident: string) => void;
  /** Told of each task that came back: what it led to. */
  readonly onTask: (round: number, outcomes: readonly Outcome[]) => void;
}

/**
 * Delivers messages, and those that actors send in turn, until none is left.
 * If a thread is lost, everything is begun anew from these messages: actors keep nothing between two calls.
 * Throws an InputError, ContractError or InvariantError that says
 * what an actor threw, or that threads were lost three times.
 */
export async function deliver(assignment: Assignment): Promise<Delivered> {
  // A thread that is begun anew may not even get as far as the function that is to blame.
  let blamed: LostThreadJob | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      return await deliverOnce(assignment, attempt);
    } catch (error) {
      if (!(error instanceof LostThreadJob) || assignment.isClosed()) throw error;
      if (error.ownCode !== null) blamed ??= error;
      if (attempt === ATTEMPTS_MAX && blamed !== null) {
        throw new ContractError(
          `${blamed.ownCode} did not come back: ${blamed.message}; expected an end to it`,
        );
      }
      if (attempt === ATTEMPTS_MAX) {
        throw new InvariantError(
          `a thread was lost ${ATTEMPTS_MAX} times in this round; at last: ${error.message}`,
        );
      }
      assignment.renew();
      assignment.onIncident(`round ${assignment.round}: ${error.message}; the round is begun anew`);
    }
  }
}

async function deliverOnce(assignment: Assignment, attempt: number): Promise<Delivered> {
  const { round, threads, shards, submit } = assignment;
  const { memory } = assignment.lent;
  const mailboxes = new Mailboxes(shards);
  const queue = new WorkQueue(threads);
  const flights = new Set<Promise<void>>();
  const answers: Answer[] = [];
  const failures: unknown[] = [];
  const replies: Partial<Record<MessageKind, readonly unknown[]>> = {};
  const spans: Span[] = [];
  const traffic = noTraffic();
  const begunMs = nowMs();

  const post = (message: Message) => {
    traffic.messages += message.to === 'shards' ? shards : 1;
    for (const { to, inbox } of mailboxes.post(message)) {
      if (to === 'driver') replies[inbox.kind] = inbox.bodies;
      else queue.push({ to, inbox });
    }
  };
  const launch = ({ deliveries, claims, claimsMax }: Offer) => {
    const flight = submit({ round, attempt, deliveries, claims, claimsMax, current: nowhere(), memory })
      .then(
        (answer) => void answers.push(answer),
        (failure) => void failures.push(failure),
      )
      .finally(() => flights.delete(flight));
    flights.add(flight);
  };

  const take = (answer: Answer) => {
    spans.push(...answer.spans);
    traffic.transferredBytes += answer.transferredBytes;
    watchClocks(assignment, begunMs, answer.spans);
    assignment.onTask(round, answer.outcomes);
    for (const { to, state, messages } of answer.outcomes) {
      queue.done(to, state);
      for (const message of messages) post(message);
    }
  };

  for (const message of assignment.messages) post(message);
  try {
    for (;;) {
      while (flights.size < threads) {
        const waiting = queue.length;
        const offer = queue.next();
        if (offer === null) break;
        countTask(traffic, waiting);
        launch(offer);
      }
      if (flights.size === 0) break;
      await Promise.race(flights);
      if (failures.length > 0) break;
      for (const answer of answers.splice(0)) take(answer);
    }
  } finally {
    await Promise.allSettled(flights);
  }
  if (failures.length > 0) throw worst(failures);
  const unfinished = mailboxes.unfinished();
  invariant(unfinished.length === 0, `messages were never complete: ${unfinished.join('; ')}`);
  return { replies: replies as Delivered['replies'], memory, spans, traffic };
}

/** Tells, once for each thread, of spans that lie outside the time in which they must have been. */
function watchClocks(
  { round, jumped, onIncident }: Assignment,
  begunMs: number,
  spans: readonly Span[],
): void {
  for (const { thread, startMs, endMs } of spans) {
    const isSound =
      startMs > begunMs - CLOCK_SLACK_MS && endMs < nowMs() + CLOCK_SLACK_MS && endMs >= startMs;
    if (isSound || jumped.has(thread)) continue;
    jumped.add(thread);
    onIncident(`round ${round}: the clock of a thread jumped; its times are not to be trusted`);
  }
}

/**
 * Of several failures an actor's own goes before a lost thread, and then the first by its text: not by time.
 */
function worst(failures: readonly unknown[]): unknown {
  const rank = (failure: unknown) =>
    `${failure instanceof LostThreadJob ? 1 : 0} ${(failure as Error).message}`;
  return [...failures].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}
