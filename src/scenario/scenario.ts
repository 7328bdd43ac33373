import type { AttackSetting } from '../attacks/attack.js';
import type { Augmentation } from '../data/augmentation.js';
import type { Note } from './notes.js';
import type { Initialisation } from '../models/initialParameters.js';

/** An entry that a scenario names, with its options. */
export interface NamedSetting {
  readonly name: string;
  readonly [option: string]: unknown;
}

/** A layer of a network, and its options. */
export interface LayerSetting {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/**
 * Everything that decides a run: the same scenario gives the same rounds, bit for bit.
 * Nothing else is in it but a name and notes for who watches.
 * Expanded (every default filled in), checked and frozen; it travels to all threads and into the manifest.
 * What it names are entries; `findEntries` gives them.
 */
export interface Scenario {
  readonly name: string;
  readonly seed: number;
  readonly task: string;
  /** The network, by its name or by its layers, in the place of the task's. */
  readonly model?: string | { readonly layers: readonly LayerSetting[] };
  /** `set`: in the place of the task's. `train`, `test`: how many of its images are used, the first ones. */
  readonly data: {
    readonly set?: string;
    readonly order: 'shuffled' | 'sequential';
    /** Whether images are dealt to the honest workers alone; absent: to all. See `placeShares`. */
    readonly deal?: 'honest';
    readonly augmentation: Augmentation;
    readonly train: number;
    readonly test: number;
    readonly partition: NamedSetting;
  };
  /**
   * The corrupted workers are workers 0 to corrupted-1, or by `placement` others: see `listCorrupted`.
   * `reports` names the local update, whose options stand here too.
   */
  readonly workers: {
    readonly count: number;
    readonly corrupted: number;
    /** Those that are listed, or drawn by the seed; absent: the first ones. */
    readonly placement?: 'drawn' | readonly number[];
    /** How many take part in each round, drawn by the seed; absent: all. See `listParticipants`. */
    readonly participants?: number;
    /** How many of these are corrupted; absent: as drawn. */
    readonly corruptedParticipants?: number;
    readonly batch: number;
    readonly reports: string;
    /** Whether reports are weighed by how many images their workers hold; absent: all are equal. */
    readonly weights?: 'by-share';
    readonly [option: string]: unknown;
  };
  readonly training: {
    readonly rounds: number;
    readonly momentum: number;
    /** Of round 0. */
    readonly learningRate: number;
    /** Short for two schedules: F, the rate of round r is learningRate F / (r + F); none, it stays. */
    readonly fading?: number | 'none';
    /** In the place of `fading`. */
    readonly schedule?: NamedSetting;
    readonly l2: number;
    /** beta: a worker reports m = beta m + (1 - beta) g in place of its gradient g; 0: g. */
    readonly workerMomentum: number;
    /** A safetensors file of initial parameters; null: drawn from the seed. */
    readonly initial: string | null;
    /** How they are drawn; absent: glorot. */
    readonly initialisation?: Initialisation;
    /** Whether gradients are taken where the velocity alone would lead; absent: where the parameters are. */
    readonly nesterov?: true;
    /** How long a worker's vector may be, before its momentum; longer ones are scaled down to that. */
    readonly gradientClip?: number;
  };
  /** Of several attacks at once, each has `workers` of the corrupted ones, in their order. */
  readonly attack: AttackSetting | readonly AttackSetting[];
  /**
   * `declared` is f, the number of corrupted workers that the rule is told of.
   * The rule's options stand here too.
   */
  readonly defense: {
    readonly rule: string;
    readonly variant?: string;
    readonly declared: number;
    /** Transforms before the rule, in order; absent where there are none. */
    readonly before?: readonly NamedSetting[];
    readonly [option: string]: unknown;
  };
  /**
   * Test accuracy is taken in rounds 0, every, 2 every, ... and in the last.
   * `measures`: what else is; absent: nothing.
   */
  readonly evaluation: { readonly every: number; readonly measures?: readonly NamedSetting[] };
  /** What is said to who watches, in the order of rounds; absent: nothing. */
  readonly notes?: readonly Note[];
}

/** The name of the absence of an attack. */
export const NO_ATTACK = 'none';

/** The attacks of a scenario, in their order; none where it has none. */
export function listAttacks({ attack }: Pick<Scenario, 'attack'>): readonly AttackSetting[] {
  if (isList(attack)) return attack;
  return attack.name === NO_ATTACK ? [] : [attack];
}

function isList(attack: Scenario['attack']): attack is readonly AttackSetting[] {
  return Array.isArray(attack);
}

/** How many workers have a momentum that lasts from round to round. */
export function countMomenta({ workers, training }: Pick<Scenario, 'workers' | 'training'>): number {
  return training.workerMomentum > 0 ? workers.count : 0;
}

/** Whether the test accuracy is taken after a round. */
export function isEvaluated({ training, evaluation }: Scenario, round: number): boolean {
  return round % evaluation.every === 0 || round === training.rounds - 1;
}
