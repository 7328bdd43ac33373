import type { ActorKind, Address } from '../actors/messages.js';
import type { Delivery } from './threadJob.js';

const CLAIMED = 0;
const ARRIVED = 1;

// Places in what a thread notes of itself.
const DELIVERY = 0;
const OWN_LENGTH = 1;
const OWN_TEXT = 2;
const OWN_TEXT_MAX = 160;

/**
 * Deliveries that several threads are handed,
 * each of which does the next one that nobody has claimed, until none is left.
 * So threads end together, however long each delivery takes,
 * with a message or two to each thread; and who does what depends on time, which no result does.
 */
export interface Offer {
  readonly kind: ActorKind;
  readonly deliveries: readonly Delivery[];
  /**
   * Shared with the threads: deliveries that were claimed,
   * perhaps more than there are; threads that began to claim.
   */
  readonly claims: Int32Array;
  /** After so many a thread comes back with what it has, for somebody may be waiting for that. */
  readonly claimsMax: number;
  /** How many threads were handed the offer. */
  handed: number;
}

/** An offer that nobody has been handed yet. */
export function createOffer(
  kind: ActorKind,
  deliveries: readonly Delivery[],
  claimsMax = deliveries.length,
): Offer {
  return { kind, deliveries, claims: new Int32Array(new SharedArrayBuffer(8)), claimsMax, handed: 0 };
}

/** Deliveries that no thread has claimed. */
export function unclaimed({ deliveries, claims }: Pick<Offer, 'deliveries' | 'claims'>): number {
  return Math.max(0, deliveries.length - Atomics.load(claims, CLAIMED));
}

/**
 * Whether one more thread would find something to do: threads that are on their way take one each at least.
 * An offer is handed no more often than it has deliveries: between its arrival and its first
 * claim a thread counts as neither, and what is transferred can be sent only once.
 */
export function hasWork(offer: Offer): boolean {
  const onTheirWay = offer.handed - Atomics.load(offer.claims, ARRIVED);
  return offer.handed < offer.deliveries.length && unclaimed(offer) > onTheirWay;
}

/** On a thread: the deliveries that it claims, one after the other; `current` is told the index of each. */
export function* claim(
  { deliveries, claims, claimsMax }: Pick<Offer, 'deliveries' | 'claims' | 'claimsMax'>,
  current: Int32Array,
): Generator<Delivery, void, undefined> {
  Atomics.add(claims, ARRIVED, 1);
  for (let count = 0; count < claimsMax; count++) {
    const index = Atomics.add(claims, CLAIMED, 1);
    if (index >= deliveries.length) return;
    Atomics.store(current, DELIVERY, index);
    yield deliveries[index];
  }
}

/** Where a thread notes which delivery it is at, and which function of a user's own it runs, as text. */
export function nowhere(): Int32Array {
  const current = new Int32Array(new SharedArrayBuffer(4 * (OWN_TEXT + OWN_TEXT_MAX)));
  current[DELIVERY] = -1;
  return current;
}

/** The actor that a thread was at; null before the first. */
export function actorAt(deliveries: readonly Delivery[], current: Int32Array): Address | null {
  return deliveries[Atomics.load(current, DELIVERY)]?.to ?? null;
}

/** Notes which function of a user's own a thread runs; null: none any more. */
export function noteOwnCode(current: Int32Array, label: string | null): void {
  const text = (label ?? '').slice(0, OWN_TEXT_MAX);
  for (let k = 0; k < text.length; k++) current[OWN_TEXT + k] = text.charCodeAt(k);
  Atomics.store(current, OWN_LENGTH, text.length);
}

/** The function of a user's own that a thread was in; null: in none. */
export function ownCodeAt(current: Int32Array): string | null {
  const length = Atomics.load(current, OWN_LENGTH);
  if (length === 0) return null;
  return String.fromCharCode(...current.subarray(OWN_TEXT, OWN_TEXT + length));
}
