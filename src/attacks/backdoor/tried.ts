import { exponential } from '../../kernels/exponential.js';

/** How a backdoor was answered, summed over images. */
export interface AttackSuccess {
  /** Images that were tried, and of them those that were answered with the target. */
  readonly of: number;
  readonly hits: number;
  /** Sums of: logit of the target minus the highest other logit; probability of the target. */
  readonly marginSum: number;
  readonly probabilitySum: number;
  /** For each class how many images it was the answer to; of equal logits the lowest class is. */
  readonly answers: readonly number[];
}

/** What logits, row-major [images, classes], say of images that are each to be answered with a target. */
export function measureAttackSuccess(logits: Float32Array, targets: Int32Array): AttackSuccess {
  const of = targets.length;
  const classes = of === 0 ? 0 : logits.length / of;
  const answers = new Array<number>(classes).fill(0);
  let [hits, marginSum, probabilitySum] = [0, 0, 0];
  for (let image = 0; image < of; image++) {
    const row = logits.subarray(image * classes, (image + 1) * classes);
    const answer = row.indexOf(row.reduce((most, logit) => Math.max(most, logit), -Infinity));
    const wanted = row[targets[image]];
    if (answer >= 0) answers[answer]++;
    if (answer === targets[image]) hits++;
    marginSum += wanted - highestOther(row, targets[image]);
    probabilitySum += 1 / row.reduce((sum, logit) => sum + exponential(logit - wanted), 0);
  }
  return { of, hits, marginSum, probabilitySum, answers };
}

/** Several counts as one, in their order. */
export function joinAttackSuccess(parts: readonly AttackSuccess[]): AttackSuccess {
  const total = (pick: (part: AttackSuccess) => number) => parts.reduce((sum, part) => sum + pick(part), 0);
  const classes = Math.max(...parts.map(({ answers }) => answers.length));
  return {
    of: total(({ of }) => of),
    hits: total(({ hits }) => hits),
    marginSum: total(({ marginSum }) => marginSum),
    probabilitySum: total(({ probabilitySum }) => probabilitySum),
    answers: Array.from({ length: classes }, (_, k) => total(({ answers }) => answers[k] ?? 0)),
  };
}

function highestOther(row: Float32Array, target: number): number {
  let highest = -Infinity;
  for (let k = 0; k < row.length; k++) if (k !== target && row[k] > highest) highest = row[k];
  return highest;
}
