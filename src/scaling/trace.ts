import type { Address, Message } from '../actors/messages.js';
import type { Outcome } from '../cluster/threadJob.js';
import { median } from '../statistics/spread.js';

/** Whom a message was for, and which part of what it was. */
export type Sent = Pick<Message, 'to' | 'kind' | 'part'>;

/** One step of an actor as it went: how long it took, and what it sent. */
export interface Step {
  readonly durationMs: number;
  readonly sent: readonly Sent[];
}

/** A round as it went: the steps of every actor, one after the other. */
export type Trace = ReadonlyMap<Address, readonly Step[]>;

/** Collects traces: what `onTask` of a cluster is told, round by round. */
export class TraceCollector {
  readonly #rounds = new Map<number, Map<Address, Step[]>>();
  readonly #tasks = new Map<number, number>();

  readonly onTask = (round: number, outcomes: readonly Outcome[]): void => {
    this.#tasks.set(round, (this.#tasks.get(round) ?? 0) + 1);
    const trace = this.#rounds.get(round) ?? new Map<Address, Step[]>();
    this.#rounds.set(round, trace);
    for (const { to, durationMs, messages } of outcomes) {
      if (to.startsWith('evaluator/')) continue; // beside the rounds in training
      const sent = messages.map(({ to, kind, part }) => ({ to, kind, part }));
      trace.set(to, [...(trace.get(to) ?? []), { durationMs, sent }]);
    }
  };

  /** How many tasks a round took, in the mean over those from `from` to before `to`. */
  tasks(from: number, to: number): number {
    const counts = [...this.#tasks].filter(([round]) => round >= from && round < to);
    return counts.reduce((sum, [, count]) => sum + count, 0) / counts.length;
  }

  /**
   * The trace of a typical round from `from` to before `to`: each step takes its median over these rounds.
   */
  typical(from: number, to: number): Trace {
    const traces = [...this.#rounds]
      .filter(([round]) => round >= from && round < to)
      .map(([, trace]) => trace);
    const [first] = traces;
    return new Map(
      [...first].map(([actor, steps]) => [
        actor,
        steps.map(({ sent }, k) => {
          const durations = traces.map((trace) => trace.get(actor)![k].durationMs);
          return { sent, durationMs: median(durations) };
        }),
      ]),
    );
  }
}

/** How long all steps of a trace take together. */
export function workMs(trace: Trace): number {
  return [...trace.values()].flat().reduce((sum, { durationMs }) => sum + durationMs, 0);
}
