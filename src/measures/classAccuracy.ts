import { z } from '../entries/schema.js';
import { defineMeasure } from './measure.js';

/** For each class how many of its test images were answered rightly, and how many there were. */
export interface Part {
  readonly correct: readonly number[];
  readonly images: readonly number[];
}

/** Test accuracy of each class, in percent: an attack may ruin one class and leave the mean where it was. */
export const classAccuracy = defineMeasure<'class-accuracy', unknown, Part>({
  name: 'class-accuracy',
  summary: 'test accuracy of each class, and of the worst one, in percent',
  definition:
    '100 (images of the class answered rightly) / images of the class; null for a class without images',
  when: 'evaluated',
  needs: 'classes',
  measure: ({ set, testBatch, logits }, slice) => {
    const { images, labels } = testBatch(slice);
    const { classes } = set;
    const values = logits(images);
    const [correct, counts] = [new Array<number>(classes).fill(0), new Array<number>(classes).fill(0)];
    for (const [image, label] of labels.entries()) {
      const row = values.subarray(image * classes, (image + 1) * classes);
      counts[label]++;
      if (row.indexOf(Math.max(...row)) === label) correct[label]++;
    }
    return { correct, images: counts };
  },
  conclude: (parts, { classes }) => {
    const accuracies = Array.from({ length: classes }, (_, label) => {
      const images = parts.reduce((sum, part) => sum + part.images[label], 0);
      const correct = parts.reduce((sum, part) => sum + part.correct[label], 0);
      return images === 0 ? null : (100 * correct) / images;
    });
    const known = accuracies.filter((accuracy) => accuracy !== null);
    return { classAccuracy: accuracies, worstClassAccuracy: Math.min(...known) };
  },
  fields: {
    classAccuracy: z.array(z.number().min(0).max(100).nullable()),
    worstClassAccuracy: z.number().min(0).max(100),
  },
  compared: [
    { field: 'classAccuracy', within: 'bits' },
    { field: 'worstClassAccuracy', within: 'bits' },
  ],
});
