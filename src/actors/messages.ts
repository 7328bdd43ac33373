import type { Decision } from '../aggregation/rule.js';
import type { Forgery } from '../attacks/attack.js';
import type { Slice } from '../data/dataSet.js';
import type { ChainDecision } from '../transforms/decideChain.js';

export type ActorKind = 'worker' | 'adversary' | 'shard' | 'server' | 'evaluator';

/** An actor: its kind and its number among its kind. */
export type Address = `${ActorKind}/${number}`;

/**
 * What is said in a message of each kind.
 * Typed arrays own their whole buffer: it is transferred, never copied.
 */
export interface Bodies {
  /** Driver to worker: compute the gradient of this round's batch. */
  readonly compute: Readonly<Record<string, never>>;
  /**
   * Corrupted worker to adversary: its own honest gradient is in its row of the reports; here is its hash.
   */
  readonly ownGradient: { readonly loss: number; readonly hash: string };
  /** Honest worker to an adversary that sees honest reports: its own is in its row. */
  readonly overheard: Readonly<Record<string, never>>;
  /**
   * Worker, or adversary for a worker, to all shards: its row of the reports is written.
   * Under attack the adversary says in the place of worker 0 what it decided,
   * by which the shards forge their blocks of the corrupted workers' reports.
   * `hasVector`: whether it wrote a vector for them to go by.
   */
  readonly report: { readonly facts: NonNullable<Forgery['facts']> | null; readonly hasVector: boolean };
  /** Shard to adversary: its blocks of the forged reports are written; whether they are all the same. */
  readonly forged: { readonly isOne: boolean };
  /**
   * Worker or adversary to driver, of one worker: training loss, hash of what it reports,
   * and hash of the gradient of its own that it confided to the adversary; null if it confided none.
   * `facts`: of worker 0, what the adversary decided.
   */
  readonly summary: {
    readonly loss: number;
    readonly hash: string;
    readonly confided: string | null;
    readonly facts: NonNullable<Forgery['facts']> | null;
  };
  /** Shard to server: the squared distances over the shard's coordinates are written. */
  readonly distances: Readonly<Record<string, never>>;
  /** Server to shard: what transforms and rule decided. */
  readonly selected: ChainDecision;
  /**
   * Shard to server: its coordinates after the update are written;
   * here is what the record needs to know of them.
   */
  readonly updated: BlockFacts;
  /** Server to driver: the round's record, but for evaluation and digest. */
  readonly concluded: Conclusion;
  /**
   * Server to driver instead: the aggregate or the new
   * parameters are not finite; the workers whose reports are not.
   */
  readonly overflowed: { readonly workers: readonly number[] };
  /**
   * Driver to evaluator 0: take the statistics of batch normalisation,
   * then have everything evaluated by them.
   */
  readonly calibrate: Readonly<Record<string, never>>;
  /** Driver, or evaluator 0, to evaluator: measure a slice of the test images by the round's parameters. */
  readonly measure: Evaluation;
  /** Evaluator to driver: what a measure found in a slice; plain data. */
  readonly measured: { readonly part: unknown };
}

/**
 * A slice to measure, by which measure, which part of the answer it is,
 * and what batch normalisation is to go by, where there is one.
 */
export interface Evaluation {
  /** Its place among the scenario's measures. */
  readonly measure: number;
  readonly slice: Slice;
  readonly part: Part;
  readonly statistics: Float32Array | null;
}

export type MessageKind = keyof Bodies;

/**
 * A message is part `index` of `of` parts that belong together: an actor is woken when all parts
 * of a kind have arrived and sees them in the order of their indices, never in the order of arrival.
 */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** A message to one actor, to the driver of rounds, or to all shards, the same to each. */
export type Message<Kind extends MessageKind = MessageKind> = {
  [K in Kind]: {
    readonly to: Address | 'driver' | 'shards';
    readonly kind: K;
    readonly part: Part;
    readonly body: Bodies[K];
  };
}[Kind];

/** All parts of one kind of message to one actor, in the order of their indices. */
export type Inbox = {
  [K in MessageKind]: { readonly kind: K; readonly bodies: readonly Bodies[K][] };
}[MessageKind];

/** Sums over one shard's coordinates, in float64. g: aggregate, h: honest mean, x_i: report of worker i. */
export interface BlockFacts {
  /** Coordinates of each report that the aggregate kept. */
  readonly kept: readonly number[];
  /** Sum of (x_ic - h_c)^2 for each worker i. */
  readonly squaresToHonestMean: readonly number[];
  /** Sum over honest workers and coordinates of squared deviations of their own gradients from h. */
  readonly honestSquares: number;
  readonly aggregateSquares: number;
  readonly honestMeanSquares: number;
  /** Sum of g_c h_c. */
  readonly product: number;
  /** Sum of (g_c - h_c)^2. */
  readonly differenceSquares: number;
  readonly parameterSquares: number;
  /** SHA-256 of the new parameters and velocity. */
  readonly stateHash: string;
  /** null if the aggregate and the new parameters are finite; else the workers whose reports are not. */
  readonly notFinite: readonly number[] | null;
  readonly probes: CoordinateSamples;
}

/**
 * Of the coordinates that are watched, in rising order,
 * n reports each and the aggregate; null where one is not finite.
 */
export interface CoordinateSamples {
  readonly reports: readonly (readonly (number | null)[])[];
  readonly aggregate: readonly (number | null)[];
}

/** A round as the server saw it; see RoundRecord for what the fields mean. */
export interface Conclusion {
  readonly aggregateNorm: number;
  readonly honestMeanNorm: number;
  readonly cosine: number | null;
  readonly distance: number | null;
  readonly corruptedDistance: number | null;
  readonly parameterNorm: number;
  readonly influence: readonly number[];
  readonly decision: Decision | null;
  readonly stateHash: string;
  readonly probes: CoordinateSamples;
}
