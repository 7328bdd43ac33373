import { z } from '../entries/schema.js';
import { defineMeasure } from './measure.js';

export interface Part {
  readonly correct: number;
  readonly lossSum: number;
}

/** Test accuracy in percent and the mean test loss; what every run is measured by. */
export const quality = defineMeasure<'quality', unknown, Part>({
  name: 'quality',
  summary: 'test accuracy in percent and mean test loss; always on',
  definition: 'accuracy = 100 (images answered rightly) / images; testLoss = mean cross-entropy',
  when: 'evaluated',
  measure: ({ countCorrect, testBatch }, slice) => countCorrect(testBatch(slice)),
  conclude: (parts, { test }) => {
    const total = (pick: (part: Part) => number) => parts.reduce((sum, part) => sum + pick(part), 0);
    const testLoss = total(({ lossSum }) => lossSum) / test.count;
    return {
      accuracy: (100 * total(({ correct }) => correct)) / test.count,
      testLoss: Number.isFinite(testLoss) ? testLoss : null,
    };
  },
  fields: { accuracy: z.number().min(0).max(100), testLoss: z.number().nullable() },
  compared: [{ field: 'accuracy', within: 0.5 }, { field: 'testLoss' }],
});
