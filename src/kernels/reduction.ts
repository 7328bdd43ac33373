/**
 * What a coordinate-wise reduction gives: the aggregate, and how many coordinates it kept of each row.
 */
export interface Reduction {
  readonly aggregate: Float32Array;
  readonly kept: Float64Array;
}
