import type { Decision } from '../aggregation/rule.js';
import type { Forgery } from '../attacks/attack.js';
import type { ChainRecord } from '../transforms/chainRecord.js';
import type { ChainDecision } from '../transforms/decideChain.js';
import type { TracedStep } from '../transforms/traceChain.js';

export type ActorKind = 'worker' | 'adversary' | 'shard' | 'server' | 'evaluator';

/** An actor: its kind and its number among its kind. */
export type Address = `${ActorKind}/${number}`;

/**
 * What a step of each stage of a round results in: plain data, and small.
 * What is as long as a gradient has its place in the round's memory.
 */
export interface Results {
  /**
   * A corrupted worker, under attack: training loss and hash of its own honest gradient.
   * That is in its row, for the adversary alone.
   */
  readonly confided: { readonly loss: number; readonly hash: string };
  /**
   * Any other worker: its training loss; what it reports is in its row.
   * The server, last, where it has root data.
   */
  readonly gradients: { readonly loss: number };
  /** That worker: the hash of what it reported. */
  readonly ownHashes: { readonly hash: string };
  /**
   * The adversary of an attack: what it decided, by which the shards forge its workers' reports.
   * `hasVector`: whether it wrote a vector for them to go by.
   */
  readonly decision: { readonly facts: NonNullable<Forgery['facts']>; readonly hasVector: boolean };
  /** A shard: a part of its partial squared distances between honest reports is written. */
  readonly pairs: null;
  /** A shard: its blocks of the forged reports and its partial squared distances are written. */
  readonly distances: { readonly forged: ForgedBlock | null };
  /** A shard: the honest mean of its block is written. */
  readonly honestMeans: HonestFacts;
  /** The server: what transforms and rule decided, and where there are transforms what each did. */
  readonly choice: ChainDecision & { readonly trace?: readonly TracedStep[] };
  /**
   * A shard: its coordinates after the update are written. `forged`: where it forged in this step,
   * for nobody asks for distances.
   */
  readonly update: { readonly forged: ForgedBlock | null; readonly facts: BlockFacts };
  /** The adversary, of one corrupted worker: the hash of its report; null: as the first of its attack has. */
  readonly hashes: { readonly hash: string | null };
  /**
   * The server: the round's record, but for evaluation and digest. Or, where the aggregate
   * or the new parameters are not finite, the workers whose reports are not.
   */
  readonly conclusion: { readonly concluded: Conclusion } | { readonly overflow: readonly number[] };
  /** Evaluator 0: the statistics that batch normalisation is to go by. */
  readonly calibration: { readonly statistics: Float32Array };
  /** An evaluator: what a measure found in a slice of the test images; plain data. */
  readonly measures: { readonly part: unknown };
}

export type StageName = keyof Results;

/** What came of forging a block. */
export interface ForgedBlock {
  /** Whether all corrupted workers of an attack report the same there. */
  readonly isOne: boolean;
  /**
   * Where all workers are corrupted: the sum over them
   * and the block's coordinates of squared deviations from their mean.
   */
  readonly hiddenSquares: number | null;
}

/** Sums over one shard's coordinates, in float64. h: honest mean, x_i: report of worker i. */
export interface HonestFacts {
  /** Sum of (x_ic - h_c)^2 for each worker i. */
  readonly squaresToHonestMean: readonly number[];
  /** Sum over honest workers and coordinates of squared deviations of their own gradients from h. */
  readonly honestSquares: number;
}

/** The same, and g: aggregate. */
export interface BlockFacts extends HonestFacts {
  /** Coordinates of each report that the aggregate kept. */
  readonly kept: readonly number[];
  readonly aggregateSquares: number;
  readonly honestMeanSquares: number;
  /** Sum of g_c h_c. */
  readonly product: number;
  /** Sum of (g_c - h_c)^2. */
  readonly differenceSquares: number;
  /** Sum of (x_ic - g_c)^2 for each worker i; there where transforms are before the rule. */
  readonly squaresToAggregate?: readonly number[];
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
  /** What the transforms did, where there are some. */
  readonly chain?: ChainRecord;
  readonly stateHash: string;
  readonly probes: CoordinateSamples;
}
