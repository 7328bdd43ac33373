import type { ActorKind, Address } from '../actors/messages.js';
import { createOffer, hasWork, type Offer, unclaimed } from './offer.js';
import type { Delivery } from './threadJob.js';
import { listBuffers } from './transfer.js';

/** Who goes first when several kinds of actors are ready: those that others wait for. */
const URGENCY: readonly ActorKind[] = ['server', 'shard', 'adversary', 'worker', 'evaluator'];
/** Threads that share an offer, about: what each of them is sent grows with the offer. */
const THREADS_AN_OFFER = 4;
/**
 * Parts in which a thread gives back its share of the workers: the adversary begins when its own are back.
 */
const WORKER_PARTS = 2;

/**
 * Deliveries that wait for a thread.
 * An actor is handed one delivery at a time, in the order of their completion.
 */
export class WorkQueue {
  readonly #threads: number;
  readonly #waiting = new Map<ActorKind, Omit<Delivery, 'state'>[]>(URGENCY.map((kind) => [kind, []]));
  readonly #states = new Map<Address, unknown>();
  readonly #busy = new Set<Address>();
  #offers: Offer[] = [];

  constructor(threads: number) {
    this.#threads = threads;
  }

  push(delivery: Omit<Delivery, 'state'>): void {
    this.#waiting.get(kindOf(delivery.to))!.push(delivery);
  }

  /** An actor has done what it was handed, and is left with this state. */
  done(actor: Address, state: unknown): void {
    this.#busy.delete(actor);
    this.#states.set(actor, state);
  }

  /** How many deliveries wait for a thread. */
  get length(): number {
    const offered = this.#offers.reduce((sum, offer) => sum + unclaimed(offer), 0);
    return [...this.#waiting.values()].reduce((sum, waiting) => sum + waiting.length, offered);
  }

  /** What to hand to a thread that is free, which counts as handed; null: there is nothing. */
  next(): Offer | null {
    this.#offers = this.#offers.filter((offer) => unclaimed(offer) > 0);
    for (const kind of URGENCY) {
      const offer = this.#offers.find((one) => one.kind === kind && hasWork(one)) ?? this.#offered(kind);
      if (offer === null) continue;
      offer.handed++;
      return offer;
    }
    return null;
  }

  /**
   * A new offer of a kind; null where nobody of it can be handed anything.
   * Evaluators go one by one: they run beside a round in training, which must not wait long for a thread.
   * What is transferred goes to one thread, by itself.
   */
  #offered(kind: ActorKind): Offer | null {
    const waiting = this.#waiting.get(kind)!;
    const total = waiting.length;
    const size = kind === 'evaluator' ? 1 : Math.ceil(total / Math.ceil(this.#threads / THREADS_AN_OFFER));
    const taken: Delivery[] = [];
    for (let k = 0; k < waiting.length && taken.length < size;) {
      const { to, inbox } = waiting[k];
      if (this.#busy.has(to)) {
        k++;
        continue;
      }
      const delivery = { to, inbox, state: this.#states.get(to) ?? null };
      const isAlone = listBuffers(delivery).length > 0;
      if (isAlone && taken.length > 0) break;
      waiting.splice(k, 1);
      this.#busy.add(to);
      taken.push(delivery);
      if (isAlone) break;
    }
    if (taken.length === 0) return null;
    const parts = kind === 'worker' ? WORKER_PARTS : 1;
    const offer = createOffer(
      kind,
      taken,
      parts > 1 ? Math.ceil(total / (parts * this.#threads)) : undefined,
    );
    this.#offers.push(offer);
    return offer;
  }
}

function kindOf(address: Address): ActorKind {
  return address.slice(0, address.indexOf('/')) as ActorKind;
}
