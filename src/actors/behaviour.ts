import type { Scratch } from '../kernels/scratch.js';
import type { Inbox, Message } from './messages.js';
import type { RoundMemory } from './roundMemory.js';
import type { ActorWorld } from './world.js';

/** The parts of a round whose time is told apart. */
export type Phase = 'gradients' | 'attack' | 'aggregation' | 'update' | 'evaluation';

/** What an actor is handed besides its state and its messages. */
export interface Context {
  readonly world: ActorWorld;
  readonly round: number;
  /** The actor's number among its kind. */
  readonly index: number;
  /** What is lent to actors in this attempt at the round: each writes what is its own, before its message. */
  readonly memory: RoundMemory;
  /** Memory to work in; nothing is carried over by it. */
  readonly scratch: Scratch;
  /** Says what the actor is busy with from now on. The clock is the cluster's: nothing comes back. */
  readonly enter: (phase: Phase) => void;
  /**
   * Changes a worker's gradient before anybody has seen it: a planted fault for replay to find. null: none.
   */
  readonly spoil: ((gradient: Float32Array) => void) | null;
}

/** What an actor leaves behind: its next state, and messages. */
export interface Step<State> {
  readonly state: State | null;
  readonly messages: readonly Message[];
}

/**
 * An actor's whole conduct: a pure function of its state (null
 * at the start of a round), one complete inbox, and what it can read.
 * No clock, no global, and no randomness but streams named by the scenario's seed.
 * Whatever it holds on to is in the state it returns; typed arrays in it own their buffers.
 */
export type Behaviour<State = unknown> = (state: State | null, inbox: Inbox, context: Context) => Step<State>;

/** The inbox of an actor that knows only one kind of message. Throws on any other. */
export function only<K extends Inbox['kind']>(inbox: Inbox, kind: K): Extract<Inbox, { kind: K }> {
  if (inbox.kind !== kind) throw new TypeError(`a ${kind} message was expected, ${inbox.kind} came`);
  return inbox as Extract<Inbox, { kind: K }>;
}
