import { backdoorOf } from '../attacks/setting.js';
import type { Scenario } from '../scenario/scenario.js';

/** A gradient takes about as long as three classifications. */
const GRADIENT = 3;

/** The approximate cost of a run, in classified images. It only serves to order the runs of one task. */
export function costOf({ workers, training, data, evaluation, attack }: Scenario): number {
  const backdoor = backdoorOf(attack);
  const adversary = backdoor === null ? 0 : backdoor.epochs * GRADIENT * workers.batch;
  const evaluated = data.test / evaluation.every;
  return training.rounds * (GRADIENT * workers.count * workers.batch + adversary + evaluated);
}
