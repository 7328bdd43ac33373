/**
 * A parameter that is multiplied with the data alone,
 * and where its gradient is written; null: it is not wanted.
 */
export interface OnData {
  readonly values: Float32Array;
  readonly gradient: Float32Array | null;
}
