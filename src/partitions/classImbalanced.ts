import { option } from '../entries/option.js';
import { exponential } from '../kernels/exponential.js';
import { naturalLogarithm } from '../kernels/naturalLogarithm.js';
import { dealOut } from './dealOut.js';
import { definePartition } from './partitionEntry.js';

/**
 * Class-imbalanced (FLPoison): of class k of c the first max(1, floor(gamma^(k/(c-1)) count)) images of the
 * order are kept, the rest is nobody's; what is kept is dealt in turn.
 * Class 0 stays whole, the last one keeps a share gamma.
 */
export const classImbalanced = definePartition({
  name: 'class-imbalanced',
  summary: 'all workers alike, but of each class fewer images than of the one before',
  definition: 'class k keeps max(1, floor(gamma^(k/(c-1)) count)) images, which are dealt in turn',
  overlaps: true,
  options: {
    gamma: option.real({ least: 1e-6, most: 1, default: 0.01, about: 'the share that the last class keeps' }),
  },
  assign: ({ order, labels, classes, workers }, { gamma }) => {
    const counts = new Array<number>(classes).fill(0);
    for (const image of order) counts[labels[image]]++;
    const left = counts.map((count, label) => Math.max(1, Math.floor(keep(label, classes, gamma) * count)));
    const kept = order.filter((image) => left[labels[image]]-- > 0);
    return dealOut(kept, workers);
  },
});

function keep(label: number, classes: number, gamma: number): number {
  if (label === 0) return 1;
  return label === classes - 1 ? gamma : exponential((label / (classes - 1)) * naturalLogarithm(gamma));
}
