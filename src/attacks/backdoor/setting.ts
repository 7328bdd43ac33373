import type { AttackSetting } from '../attack.js';

/** As the paper's authors do: train the network, then ask for the result. */
export interface AuthorsTraining {
  readonly variant: 'authors';
  readonly alpha: number;
  readonly epochs: number;
  readonly learningRate: number;
}

/** Look for reports that make the next parameters answer with the target. */
export interface AdaptiveTraining {
  readonly variant: 'adaptive';
  readonly epochs: number;
  readonly confidence: number;
  /** How many rounds it looks ahead; absent: one. */
  readonly ahead?: number;
}

/** A backdoor for one training image. `next`: the class after the image's own, (y + 1) mod classes. */
export type SampleSetting = AttackSetting & {
  readonly z: number;
  readonly image: number;
  readonly target: number | 'next';
} & (AuthorsTraining | AdaptiveTraining);

/**
 * A backdoor for every image whose top left corner has size x size pixels of one value, after normalisation.
 */
export type PatternSetting = AttackSetting & {
  readonly z: number;
  readonly size: number;
  readonly value: number;
  readonly target: number;
  /** How many of its training images the adversary trains on in a round. */
  readonly images: number;
} & (AuthorsTraining | AdaptiveTraining);
