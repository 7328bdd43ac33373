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
