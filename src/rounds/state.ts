/**
 * Where training stands between two rounds:
 * all that the next round depends on, with the digest that vouches for it.
 */
export interface State {
  /** Rounds that led here; the next one has this number. */
  readonly round: number;
  /** Of the last round, or the one before round 0. */
  readonly digest: string;
  /** Everything that lasts, by the names of the scenario's tensors; what is not there is zero. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
}
