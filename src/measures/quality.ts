import { z } from '../entries/schema.js';
import { defineMeasure } from './measure.js';

export interface Part {
  readonly correct: number;
  readonly lossSum: number;
}

/**
 * Test accuracy in percent and the mean test loss; what every run is measured by.
 * Where there is one class there is nothing to answer, and no accuracy.
 */
export const quality = defineMeasure<'quality', unknown, Part>({
  name: 'quality',
  summary: 'test accuracy in percent and mean test loss; always on',
  definition:
    'accuracy = 100 (images answered rightly) / images, left out where there is one class; testLoss = mean loss',
  when: 'evaluated',
  measure: ({ countCorrect, testBatch }, slice) => countCorrect(testBatch(slice)),
  conclude: (parts, { test, classes }) => {
    const total = (pick: (part: Part) => number) => parts.reduce((sum, part) => sum + pick(part), 0);
    const testLoss = total(({ lossSum }) => lossSum) / test.count;
    return {
      ...(classes > 1 && { accuracy: (100 * total(({ correct }) => correct)) / test.count }),
      testLoss: Number.isFinite(testLoss) ? testLoss : null,
    };
  },
  absent: ({ classes }) => (classes > 1 ? [] : ['accuracy']),
  fields: { accuracy: z.number().min(0).max(100), testLoss: z.number().nullable() },
  compared: [{ field: 'accuracy', within: 0.5 }, { field: 'testLoss' }],
});
