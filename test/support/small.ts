import type { ScenarioInput } from 'krumble';

/** A small scenario on real data that has every part in it: some seconds of a full one. */
export const small: ScenarioInput = {
  task: 'mnist-mlp',
  name: 'small',
  seed: 3,
  data: { train: 1200, test: 1500 },
  workers: { count: 11, corrupted: 2, batch: 20 },
  training: { rounds: 6 },
  attack: { name: 'little', z: 1 },
  defense: { rule: 'krum' },
  evaluation: { every: 3 },
};

/** The same with a backdoor for one image, and for a pattern; workers with a momentum; and other reports. */
export const variations: Readonly<Record<string, ScenarioInput>> = {
  'backdoor-sample': { ...small, attack: { name: 'backdoor-sample', image: 7 }, defense: { rule: 'mean' } },
  'backdoor-sample-adaptive': {
    ...small,
    attack: { name: 'backdoor-sample', image: 7, variant: 'adaptive' },
    defense: { rule: 'krum' },
  },
  'backdoor-pattern': {
    ...small,
    attack: { name: 'backdoor-pattern', images: 40 },
    defense: { rule: 'trimmed-mean' },
  },
  'backdoor-pattern-adaptive': {
    ...small,
    attack: { name: 'backdoor-pattern', images: 40, variant: 'adaptive', epochs: 5 },
    defense: { rule: 'bulyan' },
  },
  'worker-momentum': { ...small, training: { rounds: 6, workerMomentum: 0.9 } },
  'full-gradient': { ...small, workers: { ...small.workers, reports: 'full-gradient' } },
  'local-epoch': {
    ...small,
    data: { ...small.data, augmentation: 'crop-and-flip' },
    workers: { ...small.workers, reports: 'local-epoch' },
    training: { rounds: 6, workerMomentum: 0.5 },
  },
};
