import { createHash } from 'node:crypto';
import type { Examples } from './dataSet.js';

/** SHA-256 of one part of a data set as it lies in memory: inputs (floats little-endian), then labels. */
export function hashExamples({ images, labels }: Pick<Examples, 'images' | 'labels'>): string {
  return createHash('sha256').update(images).update(labels).digest('hex');
}
