import type { Scratch } from '../kernels/scratch.js';
import type { Results, StageName } from './results.js';
import type { RoundMemory } from './roundMemory.js';
import type { ActorWorld } from './world.js';

/** The parts of a round whose time is told apart. */
export const PHASES = ['gradients', 'attack', 'aggregation', 'update', 'evaluation'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * What a trial's parts come to, in their order, where all workers of the attack send this report: distances,
 * blocks of the aggregate, or of the sum of all rows by weights where these are given.
 * Good until the next trial. See `computeTrialPart`.
 */
export type MeasureTrial = (
  report: Float32Array,
  weights?: readonly number[] | null,
) => readonly Float64Array[];

/** What an actor is handed for a step. */
export interface Context {
  readonly world: ActorWorld;
  readonly round: number;
  /** The actor's number among its kind. */
  readonly index: number;
  /** The step's number in its stage. */
  readonly step: number;
  /** The round's memory: a step writes the places that are its own, and reads those that the plan says. */
  readonly memory: RoundMemory;
  /**
   * The results of a stage that this one reads, in the order of its steps.
   * Throws an InvariantError for a stage that the plan does not have it read.
   */
  readonly read: <S extends StageName>(stage: S) => readonly Results[S][];
  /** The same of one step of it. */
  readonly readOne: <S extends StageName>(stage: S, step: number) => Results[S];
  /** Memory to work in; nothing is carried over by it. */
  readonly scratch: Scratch;
  /**
   * Lends what measures trials of the defense, by an attack's place, while `use` is running.
   * Other threads may help: a part is the same, whoever computes it.
   */
  readonly shareTrials: <T>(attack: number, use: (measure: MeasureTrial) => T) => T;
  /** Says what the actor is busy with from now on. The clock is the cluster's: nothing comes back. */
  readonly enter: (phase: Phase) => void;
  /**
   * Changes a worker's gradient before anybody has seen it: a planted fault for replay to find. null: none.
   */
  readonly spoil: ((gradient: Float32Array) => void) | null;
}

/**
 * An actor's conduct in a step of a stage: a pure function of what the plan has it read.
 * No clock, no global, and no randomness but streams named by the scenario's seed.
 */
export type Behaviour<S extends StageName> = (context: Context) => Results[S];
