import type { RuleSetting, Variant } from '../aggregation/rule.js';
import type { AttackSetting } from '../attacks/setting.js';
import type { Augmentation, ReportMode } from './choices.js';
import type { TaskName } from './tasks.js';

/**
 * Everything that decides a run, and nothing else: the same scenario gives the same rounds, bit for bit.
 * Expanded (every default filled in), checked and frozen; it travels to all threads and into the manifest.
 */
export interface Scenario {
  readonly name: string;
  readonly seed: number;
  readonly task: TaskName;
  /** `train` and `test`: how many of the set's images are used, the first ones. */
  readonly data: {
    readonly order: 'shuffled' | 'sequential';
    readonly augmentation: Augmentation;
    readonly train: number;
    readonly test: number;
  };
  /** The corrupted workers are workers 0 to corrupted-1. */
  readonly workers: {
    readonly count: number;
    readonly corrupted: number;
    readonly batch: number;
    readonly reports: ReportMode;
  };
  readonly training: {
    readonly rounds: number;
    readonly momentum: number;
    /** Of round 0; with `fading` F round r has learningRate F / (r + F). */
    readonly learningRate: number;
    readonly fading: number | 'none';
    readonly l2: number;
    /** beta: a worker reports m = beta m + (1 - beta) g in place of its gradient g; 0: g. */
    readonly workerMomentum: number;
    /** A safetensors file of initial parameters; null: drawn from the seed. */
    readonly initial: string | null;
  };
  readonly attack: { readonly name: 'none' } | AttackSetting;
  /** `declared` is f, the number of corrupted workers that the rule is told of. */
  readonly defense: { readonly rule: string; readonly variant: Variant; readonly declared: number };
  /** Test accuracy is taken in rounds 0, every, 2 every, ... and in the last. */
  readonly evaluation: { readonly every: number };
}

/** f where a scenario does not say it: the true number; 0 where all are corrupted, for then no rule could have it. */
export function declaredByDefault({ workers }: Pick<Scenario, 'workers'>): number {
  return workers.corrupted === workers.count ? 0 : workers.corrupted;
}

/** What the scenario's aggregation rule is told. */
export function ruleSettingOf({ workers, defense }: Pick<Scenario, 'workers' | 'defense'>): RuleSetting {
  return { workers: workers.count, declared: defense.declared, variant: defense.variant };
}

/** How many workers have a momentum that lasts from round to round. */
export function momentaCount({ workers, training }: Pick<Scenario, 'workers' | 'training'>): number {
  return training.workerMomentum > 0 ? workers.count : 0;
}

/** The learning rate of a round, counted from 0. */
export function learningRateOf({ training }: Scenario, round: number): number {
  const { learningRate, fading } = training;
  return fading === 'none' ? learningRate : (learningRate * fading) / (round + fading);
}

/** Whether the test accuracy is taken after a round. */
export function isEvaluated({ training, evaluation }: Scenario, round: number): boolean {
  return round % evaluation.every === 0 || round === training.rounds - 1;
}

/**
 * Whether a worker counts as honest in means and deviations: those from `corrupted` on, with or without an
 * attack; where all are corrupted, all, by their own gradients.
 */
export function isHonest({ workers }: Scenario, worker: number): boolean {
  return workers.corrupted === workers.count || worker >= workers.corrupted;
}
