import type { ActorKind, Address } from '../actors/messages.js';
import type { Delivery } from './task.js';

/** Who goes first when several kinds of actors are ready: those that others wait for. */
const URGENCY: readonly ActorKind[] = ['server', 'shard', 'adversary', 'worker', 'evaluator'];

/** Deliveries that wait for a thread. An actor is handed one delivery at a time, in the order of their completion. */
export class ReadyQueue {
  readonly #waiting = new Map<ActorKind, Omit<Delivery, 'state'>[]>(URGENCY.map((kind) => [kind, []]));

  push(delivery: Omit<Delivery, 'state'>): void {
    this.#waiting.get(kindOf(delivery.to))!.push(delivery);
  }

  /** How many deliveries wait. */
  get length(): number {
    return [...this.#waiting.values()].reduce((sum, waiting) => sum + waiting.length, 0);
  }

  /**
   * The next deliveries for one thread: all of one kind, to actors that are not busy, and so many that about
   * two more batches for each thread remain. Large batches first, small ones last, level out the threads' ends.
   * Evaluators go one by one: they run beside a round in training, which must not wait long for a thread.
   */
  take(busy: ReadonlySet<Address>, threads: number): Omit<Delivery, 'state'>[] {
    for (const kind of URGENCY) {
      const waiting = this.#waiting.get(kind)!;
      const size = kind === 'evaluator' ? 1 : Math.ceil(waiting.length / (2 * threads));
      const batch: Omit<Delivery, 'state'>[] = [];
      for (let k = 0; k < waiting.length && batch.length < size;) {
        const { to } = waiting[k];
        if (busy.has(to) || batch.some((taken) => taken.to === to)) k++;
        else batch.push(...waiting.splice(k, 1));
      }
      if (batch.length > 0) return batch;
    }
    return [];
  }
}

function kindOf(address: Address): ActorKind {
  return address.slice(0, address.indexOf('/')) as ActorKind;
}
