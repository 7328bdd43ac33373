import type { Images } from '../kernels/images.js';

/** Images [batch x height x width x channel] after normalisation, and their labels. */
export interface Batch {
  readonly images: Images;
  readonly labels: Int32Array;
}

/** What a network makes of a batch: logits, row-major [batch, classes], and the sum of the losses. */
export interface Logits {
  readonly logits: Float32Array | Float64Array;
  readonly lossSum: number;
}
